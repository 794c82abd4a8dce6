import type { z } from 'zod';
import type { Column } from '#components/data-table/columns.ts';
import { StatusBadge } from '#components/ui/badge.tsx';
import type { Attestation } from '#lib/contracts/compliance-attestations.ts';

/** An attestation as pages have it, with the name of its framework. */
export type AttestationRow = z.input<typeof Attestation> & { readonly framework_name: string };

const tones = { valid: 'success', expired: 'warning', revoked: 'neutral' } as const;
const words = { valid: 'Valid', expired: 'Expired', revoked: 'Taken back' } as const;

export const AttestationState = ({ state }: { state: AttestationRow['state'] }) => (
  <StatusBadge tone={tones[state]}>{words[state]}</StatusBadge>
);

export const attestationColumns: readonly Column<AttestationRow>[] = [
  { id: 'control', header: 'Control', value: (row) => `${row.framework_name} ${row.ref}`, narrow: true },
  { id: 'state', header: 'State', cell: (row) => <AttestationState state={row.state} />, narrow: true },
  { id: 'statement', header: 'What is so', value: (row) => row.statement },
  { id: 'by', header: 'By', value: (row) => row.attested_by_name },
  { id: 'attested', header: 'When', value: (row) => row.attested_at, format: 'time' },
  { id: 'expires', header: 'Until', value: (row) => row.expires_at, format: 'time' },
];
