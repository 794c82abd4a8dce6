import type { Column } from '#components/data-table/columns.ts';
import { Badge, StatusBadge } from '#components/ui/badge.tsx';
import { actionText, type PolicyRow, typeWords } from './policy-words.ts';

/** Whether it is in force, what watches, and whether there is more to publish. */
export function PolicyStatus({
  policy,
}: {
  policy: Pick<PolicyRow, 'status' | 'active_version' | 'shadow_version' | 'draft' | 'is_broken'>;
}) {
  if (policy.status === 'archived') return <StatusBadge tone="outline">Archived</StatusBadge>;
  return (
    <span className="inline-flex flex-wrap gap-1">
      {policy.is_broken ? <StatusBadge tone="danger">Broken: refuses</StatusBadge> : null}
      {policy.active_version === null ? null : <StatusBadge tone="success">{`Active v${policy.active_version}`}</StatusBadge>}
      {policy.shadow_version === null ? null : <StatusBadge tone="warning">{`Shadow v${policy.shadow_version}`}</StatusBadge>}
      {policy.status === 'draft' ? (
        <StatusBadge tone="outline">Draft</StatusBadge>
      ) : policy.draft === null ? null : (
        <Badge tone="info">Draft waits</Badge>
      )}
    </span>
  );
}

const doesWhat = ({ definition, draft }: PolicyRow): string | null => {
  const rules = (definition ?? draft)?.rules;
  return rules === undefined ? null : rules.actions.map((action) => actionText(action)).join(', ');
};

export const policyColumns: readonly Column<PolicyRow>[] = [
  { id: 'name', header: 'Name', value: (row) => row.name, sort: 'name', narrow: true },
  { id: 'type', header: 'About', value: (row) => typeWords[row.type] },
  { id: 'scope', header: 'For', value: (row) => row.scope_name ?? 'The organization' },
  { id: 'does', header: 'What it does', value: doesWhat },
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
  { id: 'status', header: 'Status', cell: (row) => <PolicyStatus policy={row} />, narrow: true },
];
