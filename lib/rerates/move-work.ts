import { arrayLiteral, plainArrayLiteral } from '#lib/core/array-literal.ts';
import type { PostingTransaction } from '#lib/usage/insert-events.ts';

/** A call whose cost changes, and by how much. */
export interface MovedCall {
  readonly id: string;
  readonly atMs: number;
  readonly amountNanoUsd: bigint;
}

/** Moves the cost of the sums by kind of work, in the order of their keys, which every poster locks them in. */
export async function moveWork(tx: PostingTransaction, tenantId: string, moved: readonly MovedCall[]): Promise<void> {
  await tx`
    INSERT INTO usage_work_hour AS h (tenant_id, hour_at, department_dim, team_dim, project_dim, model_dim, protocol, task_type,
      cost_nano_usd, saved_nano_usd)
    SELECT e.tenant_id, date_trunc('hour', e.occurred_at, 'UTC'), e.department_dim, e.team_dim, e.project_dim, e.model_dim, e.protocol,
      coalesce(e.task_type, ''), sum(c.amount)::int8, 0
    FROM unnest(${arrayLiteral(moved.map(({ atMs }) => atMs))}::text::float8[], ${plainArrayLiteral(moved.map(({ id }) => id))}::text::uuid[],
      ${arrayLiteral(moved.map(({ amountNanoUsd }) => amountNanoUsd))}::text::int8[]) AS c (at_ms, id, amount)
    JOIN usage_event AS e ON e.tenant_id = ${tenantId}::uuid AND e.occurred_at = to_timestamp(c.at_ms / 1000) AND e.id = c.id
    GROUP BY 1, 2, 3, 4, 5, 6, 7, 8 ORDER BY 1, 2, 3, 4, 5, 6, 7, 8
    ON CONFLICT (tenant_id, hour_at, department_dim, team_dim, project_dim, model_dim, protocol, task_type)
    DO UPDATE SET cost_nano_usd = h.cost_nano_usd + excluded.cost_nano_usd`;
}
