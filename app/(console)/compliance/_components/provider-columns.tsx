import type { z } from 'zod';
import type { Column } from '#components/data-table/columns.ts';
import { StatusBadge } from '#components/ui/badge.tsx';
import type { ProviderRecord } from '#lib/contracts/compliance-providers.ts';

/** A provider of the register as pages have it. */
export type ProviderRow = z.input<typeof ProviderRecord>;

const known = (is: boolean | null, yes: string, no: string) => {
  if (is === null) return <StatusBadge tone="outline">Not known</StatusBadge>;
  return <StatusBadge tone={is ? 'success' : 'danger'}>{is ? yes : no}</StatusBadge>;
};

const isSigned = ({ dpa_reference: reference, dpa_signed_at: at }: ProviderRow): boolean => reference !== null && at !== null;

/** What the register says of a provider's agreement on processing. */
export const AgreementBadge = ({ row }: { row: ProviderRow }) => known(row.registered ? isSigned(row) : null, 'Signed', 'Missing');

/** What the register says of training. */
const TrainingBadge = ({ row }: { row: ProviderRow }) => known(row.training_excluded, 'Excluded', 'Not excluded');

export const providerColumns: readonly Column<ProviderRow>[] = [
  { id: 'provider', header: 'Provider', value: (row) => row.label, narrow: true },
  { id: 'dpa', header: 'Agreement', cell: (row) => <AgreementBadge row={row} />, narrow: true },
  { id: 'training', header: 'Training', cell: (row) => <TrainingBadge row={row} /> },
  { id: 'baa', header: 'Associate agreement', value: (row) => row.baa_reference ?? '–' },
  { id: 'regions', header: 'Regions', value: (row) => (row.regions.length === 0 ? '–' : row.regions.join(', ')) },
  { id: 'retention', header: 'Keeps data', value: (row) => (row.retention_days === null ? 'Not known' : `${row.retention_days} days`) },
  { id: 'used', header: 'Used', value: (row) => (row.used ? 'Yes' : 'No') },
  { id: 'reviewed', header: 'Reviewed', value: (row) => row.reviewed_at, format: 'time' },
];
