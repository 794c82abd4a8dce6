import type { z } from 'zod';
import { nanoOf } from '#components/budgets/budget-words.ts';
import type { Column } from '#components/data-table/columns.ts';
import { StatusBadge, type Tone } from '#components/ui/badge.tsx';
import type { Project } from '#lib/contracts/project-resource.ts';
import { createFormat, type Reader } from '#lib/core/format.ts';

/** A project in wire form, as pages get it. */
export type ProjectRow = z.input<typeof Project>;

const tones: Record<ProjectRow['status'], Tone> = {
  ...{ planned: 'outline', active: 'success', paused: 'warning', completed: 'neutral' },
};
export const statusWords: Record<ProjectRow['status'], string> = {
  ...{ planned: 'Planned', active: 'Active', paused: 'Paused', completed: 'Completed' },
};
export const priorityWords: Record<ProjectRow['priority'], string> = { critical: 'Critical', high: 'High', medium: 'Medium', low: 'Low' };

export function ProjectStatus({ row }: { row: Pick<ProjectRow, 'status' | 'archived_at'> }) {
  if (row.archived_at !== null) return <StatusBadge tone="outline">Archived</StatusBadge>;
  return <StatusBadge tone={tones[row.status]}>{statusWords[row.status]}</StatusBadge>;
}

/** "$12.40 of $500.00", or what it cost where nothing is planned. */
export function costWords(row: ProjectRow, reader: Reader): string {
  const format = createFormat(reader);
  const spent = format.moneySum(nanoOf(row.actual_cost_usd));
  return row.allocated_budget_usd === null ? spent : `${spent} of ${format.moneySum(nanoOf(row.allocated_budget_usd))}`;
}

export const projectColumns = (reader: Reader): readonly Column<ProjectRow>[] => [
  { id: 'name', header: 'Name', value: (row) => row.name, sort: 'name', narrow: true },
  { id: 'slug', header: 'Slug', value: (row) => row.slug, format: 'mono' },
  { id: 'team', header: 'Team', value: (row) => row.team_name ?? row.department_name },
  { id: 'owner', header: 'Owner', value: (row) => row.owner_name },
  { id: 'center', header: 'Cost center', value: (row) => row.cost_center_code, optional: true },
  { id: 'priority', header: 'Priority', value: (row) => priorityWords[row.priority] },
  { id: 'environments', header: 'Environments', value: (row) => row.environment_count, align: 'end', optional: true },
  { id: 'keys', header: 'Keys', value: (row) => row.key_count, align: 'end', optional: true },
  { id: 'requests', header: 'Requests', value: (row) => row.request_count, align: 'end' },
  { id: 'cost', header: 'Cost', cell: (row) => <span className="tabular-nums">{costWords(row, reader)}</span>, align: 'end', narrow: true },
  { id: 'ends', header: 'Ends', value: (row) => row.end_date && new Date(row.end_date), format: 'day', optional: true },
  { id: 'status', header: 'Status', cell: (row) => <ProjectStatus row={row} />, narrow: true },
];
