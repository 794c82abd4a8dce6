import type { Column } from '#components/data-table/columns.ts';
import { Badge, StatusBadge } from '#components/ui/badge.tsx';
import { type GuardrailRow, guardrailText } from './guardrail-words.ts';

/** Whether it is in force, what watches, and whether there is more to publish. */
export function GuardrailStatus({ guardrail }: { guardrail: GuardrailRow }) {
  const { status, is_broken: isBroken, active_version: active, shadow_version: shadow, draft } = guardrail;
  if (status === 'archived') return <StatusBadge tone="outline">Archived</StatusBadge>;
  return (
    <span className="inline-flex flex-wrap gap-1">
      {isBroken ? <StatusBadge tone="danger">Broken: catches all</StatusBadge> : null}
      {active === null ? null : <StatusBadge tone="success">{`Active v${active}`}</StatusBadge>}
      {shadow === null ? null : <StatusBadge tone="warning">{`Shadow v${shadow}`}</StatusBadge>}
      {status === 'draft' ? (
        <StatusBadge tone="outline">Draft</StatusBadge>
      ) : draft === null ? null : (
        <Badge tone="info">Draft waits</Badge>
      )}
    </span>
  );
}

export const guardrailColumns: readonly Column<GuardrailRow>[] = [
  { id: 'name', header: 'Name', value: (row) => row.name, sort: 'name', narrow: true },
  { id: 'does', header: 'What it does', value: guardrailText },
  { id: 'description', header: 'Description', value: (row) => row.description || null, optional: true },
  { id: 'published', header: 'Published', value: (row) => row.published_at && new Date(row.published_at), format: 'time' },
  {
    id: 'created',
    header: 'Created',
    value: (row) => new Date(row.created_at),
    format: 'time',
    sort: 'created_at',
    descendingFirst: true,
    optional: true,
  },
  { id: 'status', header: 'Status', cell: (row) => <GuardrailStatus guardrail={row} />, narrow: true },
];
