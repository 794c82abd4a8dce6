import { AppError } from '#lib/core/errors.ts';
import type { LogSql } from './tree-reader.ts';

/** An epoch of a tenant's log with the size of its newest checkpoint: the newest epoch unless one is named. Throws `not_found`. */
export async function readEpoch(sql: LogSql, tenantId: string, wanted: number | undefined): Promise<{ epoch: number; size: bigint }> {
  const [found] = await sql<{ epoch: number; size: bigint }[]>`
    SELECT epoch, tree_size AS size FROM audit_checkpoint
    WHERE tenant_id = ${tenantId} AND epoch = coalesce(${wanted ?? null}::int4, epoch) ORDER BY epoch DESC, tree_size DESC LIMIT 1`;
  if (found === undefined) throw new AppError('not_found');
  return found;
}
