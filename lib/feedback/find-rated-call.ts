import { type SQL, sql } from 'drizzle-orm';
import { usageEvent } from '#db/schema/index.ts';
import type { TenantTransaction } from '#db/tenant.ts';
import { AppError } from '#lib/core/errors.ts';
import { uuidTimeMs } from '#lib/core/ids.ts';
import { hasTime } from '#lib/usage/event-time.ts';

/** What feedback keeps of its call. */
export interface RatedCall extends Record<string, unknown> {
  readonly department_dim: number;
  readonly team_dim: number;
  readonly user_dim: number;
  readonly key_dim: number;
  readonly connection_dim: number;
  readonly provider_dim: number;
  readonly model_dim: number;
  readonly project_dim: number;
  readonly environment_dim: number;
}

/** The call with this id (a UUID) that meets the conditions; throws `not_found`, also for one that is not posted yet, which takes a moment. */
export async function findRatedCall(tx: TenantTransaction, tenantId: string, id: string, conditions: readonly SQL[]): Promise<RatedCall> {
  if (!hasTime(id)) throw new AppError('not_found');
  const where = [
    sql`${usageEvent.tenantId} = ${tenantId}`,
    sql`${usageEvent.occurredAt} = ${new Date(uuidTimeMs(id)).toISOString()}::timestamptz`,
    sql`${usageEvent.id} = ${id}`,
    ...conditions,
  ];
  const [row] = await tx.execute<RatedCall>(sql`
    select department_dim, team_dim, user_dim, key_dim, connection_dim, provider_dim, model_dim, project_dim, environment_dim
    from usage_event where ${sql.join(where, sql` and `)}`);
  if (row === undefined) throw new AppError('not_found');
  return row;
}
