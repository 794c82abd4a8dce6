import type { z } from 'zod';
import type { Column } from '#components/data-table/columns.ts';
import type { ComplianceControl } from '#lib/contracts/compliance-frameworks.ts';
import { ControlStatus } from './compliance-badges.tsx';

/** A control as pages have it. */
export type ControlRow = z.input<typeof ComplianceControl>;

/** What decides the control. */
function decidedBy({ checks, human }: ControlRow): string {
  const looked = checks.length === 1 ? '1 check' : `${checks.length} checks`;
  if (checks.length === 0) return 'A person';
  return human === null ? looked : `${looked} and a person`;
}

export const controlColumns: readonly Column<ControlRow>[] = [
  { id: 'ref', header: 'Control', value: (row) => row.ref, narrow: true },
  { id: 'status', header: 'Found', cell: (row) => <ControlStatus status={row.status} />, narrow: true },
  { id: 'title', header: 'What it asks for', value: (row) => row.title },
  { id: 'by', header: 'Decided by', value: decidedBy },
  { id: 'weight', header: 'Weight', value: (row) => row.weight, format: 'count', align: 'end' },
];
