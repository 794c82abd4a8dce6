import type { z } from 'zod';
import type { Column } from '#components/data-table/columns.ts';
import { Badge } from '#components/ui/badge.tsx';
import type { SignInRecord } from '#lib/contracts/sessions.ts';

type Row = z.input<typeof SignInRecord>;

const methods: Readonly<Record<string, string>> = {
  password: 'Password',
  totp: 'Authenticator app',
  passkey: 'Passkey',
  recovery: 'Recovery code',
  sms: 'Text message',
};

/** Columns of the own sign-ins. */
export const signInColumns: readonly Column<Row>[] = [
  {
    id: 'result',
    header: 'Result',
    cell: (row) => (row.result === 'success' ? 'Signed in' : <Badge tone="warning">Failed</Badge>),
    narrow: true,
  },
  { id: 'method', header: 'By', value: (row) => (row.method === null ? 'Password' : (methods[row.method] ?? row.method)) },
  { id: 'device', header: 'Device', value: (row) => row.device },
  { id: 'ip', header: 'Address', value: (row) => row.ip, format: 'mono' },
  { id: 'at', header: 'When', value: (row) => new Date(row.at), format: 'time', narrow: true },
];
