import { and, eq, sql } from 'drizzle-orm';
import type { PgColumn, PgTable } from 'drizzle-orm/pg-core';
import type { TenantTransaction } from '#db/tenant.ts';
import { AppError } from '#lib/core/errors.ts';

type Tree = PgTable & { readonly tenantId: PgColumn; readonly id: PgColumn; readonly parentId: PgColumn };

/** Ids from a node up to its root, and how deep the deepest row below it lies (0 for a leaf). */
interface Shape {
  readonly path: readonly string[];
  readonly height: number;
}

// Longer than any depth that is allowed: a query that would not end, should there ever be a cycle, ends here.
const stepsMax = 64;

async function shapeOf(tx: TenantTransaction, tree: Tree, tenantId: string, id: string): Promise<Shape> {
  const up = await tx.execute<{ id: string }>(sql`
    with recursive path as (
      select ${tree.id}, ${tree.parentId}, 0 as step from ${tree} where ${and(eq(tree.tenantId, tenantId), eq(tree.id, id))}
      union all select parent.id, parent.parent_id, path.step + 1 from ${tree} parent join path on parent.id = path.parent_id
      where parent.tenant_id = ${tenantId} and path.step < ${stepsMax}
    ) select id from path order by step`);
  const [down] = await tx.execute<{ height: number }>(sql`
    with recursive below as (
      select ${id}::uuid as id, 0 as step
      union all select child.id, below.step + 1 from ${tree} child join below on child.parent_id = below.id
      where child.tenant_id = ${tenantId} and below.step < ${stepsMax}
    ) select max(step) as height from below`);
  return { path: [...up].map((row) => row.id), height: down?.height ?? 0 };
}

/**
 * Refuses a move that would make a cycle or a tree deeper than `depthMax` rows. The caller holds the tenant, so that two
 * moves at once cannot make together what neither makes alone. `id` is null for a row that does not exist yet.
 */
export async function requireTree(
  tx: TenantTransaction,
  tree: Tree,
  tenantId: string,
  move: { readonly id: string | null; readonly parentId: string | null; readonly depthMax: number },
): Promise<void> {
  if (move.parentId === null) return;
  const refuse = (detail: string) => new AppError('validation_failed', { errors: [{ pointer: '/parent_id', detail }] });
  const parent = await shapeOf(tx, tree, tenantId, move.parentId);
  if (move.id !== null && parent.path.includes(move.id)) throw refuse('It would lie below itself');
  const height = move.id === null ? 0 : (await shapeOf(tx, tree, tenantId, move.id)).height;
  if (parent.path.length + 1 + height > move.depthMax) throw refuse(`At most ${move.depthMax} may lie below each other`);
}
