import type { z } from 'zod';
import type { Column } from '#components/data-table/columns.ts';
import { StatusBadge } from '#components/ui/badge.tsx';
import type { PlatformTenant } from '#lib/contracts/platform.ts';

/** An organization as pages of the platform have it. */
export type TenantRow = z.input<typeof PlatformTenant>;

const tones = { suspended: 'danger', failing: 'danger', shrinking: 'warning', idle: 'warning', new: 'info', healthy: 'success' } as const;

export const healthWords = {
  suspended: 'Suspended',
  failing: 'Failing',
  shrinking: 'Shrinking',
  idle: 'Idle',
  new: 'New',
  healthy: 'Healthy',
} as const;

export const TenantHealth = ({ health }: Pick<TenantRow, 'health'>) => (
  <StatusBadge tone={tones[health]}>{healthWords[health]}</StatusBadge>
);

const share = (percent: number | null): number | null => (percent === null ? null : percent / 100);

export const tenantColumns: readonly Column<TenantRow>[] = [
  { id: 'name', header: 'Organization', value: (row) => row.name, sort: 'name', narrow: true },
  { id: 'health', header: 'Health', cell: (row) => <TenantHealth health={row.health} />, narrow: true },
  { id: 'plan', header: 'Plan', value: (row) => row.ceiling.plan ?? 'own choice' },
  { id: 'people', header: 'People', value: (row) => row.people, format: 'count', align: 'end' },
  { id: 'active', header: 'Active, 30 days', value: (row) => row.active_month, format: 'count', align: 'end' },
  { id: 'adoption', header: 'Adoption', value: (row) => share(row.adoption_percent), format: 'percent', align: 'end', optional: true },
  { id: 'retention', header: 'Retention', value: (row) => share(row.retention_percent), format: 'percent', align: 'end' },
  { id: 'requests', header: 'Requests, 30 days', value: (row) => row.requests, format: 'count', align: 'end' },
  { id: 'growth', header: 'Growth', value: (row) => share(row.growth_percent), format: 'percent', align: 'end' },
  { id: 'errors', header: 'Errors, 2 days', value: (row) => share(row.error_percent), format: 'percent', align: 'end', optional: true },
  { id: 'cost', header: 'Spend, 30 days', value: (row) => row.cost_usd, format: 'money', align: 'end' },
  { id: 'saved', header: 'Saved', value: (row) => row.saved_usd, format: 'money', align: 'end', optional: true },
  { id: 'created', header: 'Since', value: (row) => row.created_at, format: 'time', sort: 'created_at', descendingFirst: true },
];
