import type { z } from 'zod';
import type { Column } from '#components/data-table/columns.ts';
import { StatusBadge } from '#components/ui/badge.tsx';
import type { Consent, ConsentPurpose } from '#lib/contracts/consents.ts';

/** A consent as pages have it. */
export type ConsentRow = z.input<typeof Consent>;
/** A purpose as pages have it. */
export type PurposeRow = z.input<typeof ConsentPurpose>;

export const basisWords = {
  consent: 'Consent',
  contract: 'Contract',
  legal_obligation: 'Legal obligation',
  vital_interests: 'Vital interests',
  public_task: 'Public task',
  legitimate_interests: 'Legitimate interests',
} as const satisfies Record<PurposeRow['basis'], string>;

export const effectWords = {
  none: 'Nothing by itself',
  pseudonymous: 'Statistics show a pseudonym',
  stop_keys: 'Personal keys stop',
} as const satisfies Record<PurposeRow['effect'], string>;

export const consentColumns: readonly Column<ConsentRow>[] = [
  { id: 'person', header: 'Person', value: (row) => row.user_name, narrow: true },
  { id: 'purpose', header: 'Purpose', value: (row) => row.purpose_name, narrow: true },
  {
    id: 'state',
    header: 'Said',
    cell: (row) => (
      <StatusBadge tone={row.current ? (row.state === 'given' ? 'success' : 'warning') : 'outline'}>
        {row.state === 'given' ? 'Agreed' : 'Withdrew'}
      </StatusBadge>
    ),
    narrow: true,
  },
  { id: 'text', header: 'Text', value: (row) => `Version ${row.text_version}` },
  { id: 'evidence', header: 'Evidence', value: (row) => row.evidence },
  { id: 'by', header: 'Noted by', value: (row) => row.recorded_by_name },
  { id: 'at', header: 'When', value: (row) => row.recorded_at, format: 'time' },
];
