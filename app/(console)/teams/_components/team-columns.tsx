import type { z } from 'zod';
import type { Column } from '#components/data-table/columns.ts';
import { StatusBadge } from '#components/ui/badge.tsx';
import type { Team } from '#lib/contracts/teams.ts';

/** A team in wire form, as pages get it. */
export type TeamRow = z.input<typeof Team>;

export function TeamStatus({ team }: { team: TeamRow }) {
  return team.archived_at === null ? <StatusBadge tone="success">Active</StatusBadge> : <StatusBadge tone="outline">Archived</StatusBadge>;
}

/** Names of the leads; a team without one says so, because nobody answers for it. */
export const leadNames = (team: TeamRow): string | null => (team.leads.length === 0 ? null : team.leads.map(({ name }) => name).join(', '));

export const teamColumns: readonly Column<TeamRow>[] = [
  { id: 'name', header: 'Name', value: (row) => row.name, sort: 'name', narrow: true },
  { id: 'department', header: 'Department', value: (row) => row.department_name },
  { id: 'members', header: 'Members', value: (row) => row.member_count, format: 'count', align: 'end', narrow: true },
  { id: 'leads', header: 'Leads', value: leadNames },
  { id: 'created', header: 'Created', value: (row) => new Date(row.created_at), format: 'day', sort: 'created_at', descendingFirst: true },
  { id: 'status', header: 'Status', cell: (row) => <TeamStatus team={row} />, narrow: true },
];
