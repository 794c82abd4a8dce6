import { sql } from 'drizzle-orm';
import { tenantPlacement } from '#lib/command/access.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { roleDepthMax } from '#lib/command/held-roles.ts';
import { everythingLevelMin } from '#lib/contracts/roles.ts';
import { AppError } from '#lib/core/errors.ts';
import { requireMayGrant } from './may-grant.ts';

/** A role as it would be after a change. */
export interface DraftRole {
  /** Null for one that is not made yet. */
  readonly id: string | null;
  readonly title: string;
  readonly level: number;
  readonly parentId: string | null;
  readonly permissions: readonly string[];
}

interface LineRow extends Record<string, unknown> {
  readonly id: string;
  readonly title: string;
  readonly level: number;
  readonly permissions: string[];
  readonly archived: boolean;
  readonly depth: number;
}

const fault = (pointer: string, detail: string): AppError => new AppError('validation_failed', { errors: [{ pointer, detail }] });

/** A role and what it inherits from, nearest first; one step more than is allowed, so that too much shows. */
async function lineAbove({ tx, tenantId }: OperationContext, id: string): Promise<readonly LineRow[]> {
  const rows = await tx.execute<LineRow>(sql`
    with recursive line as (
      select own.*, 1 as depth from role own where own.tenant_id = ${tenantId} and own.id = ${id}
      union all select up.*, line.depth + 1 from role up join line on up.id = line.parent_id
      where up.tenant_id = ${tenantId} and line.depth <= ${roleDepthMax}
    ) select id, title, level, permissions, archived_at is not null as archived, depth from line order by depth`);
  return [...rows];
}

/** What inherits from a role, itself not counted. */
async function linesBelow({ tx, tenantId }: OperationContext, id: string): Promise<readonly LineRow[]> {
  const rows = await tx.execute<LineRow>(sql`
    with recursive line as (
      select down.*, 1 as depth from role down where down.tenant_id = ${tenantId} and down.parent_id = ${id}
      union all select down.*, line.depth + 1 from role down join line on down.parent_id = line.id
      where down.tenant_id = ${tenantId} and line.depth <= ${roleDepthMax}
    ) select id, title, level, permissions, archived_at is not null as archived, depth from line order by depth`);
  return [...rows];
}

/** Refuses a parent that is not there, archived, the role itself or below it, or that makes the line too long. */
function requireParent(draft: DraftRole, above: readonly LineRow[], below: readonly LineRow[]): void {
  if (draft.parentId === null) return;
  const [parent] = above;
  if (parent === undefined || parent.archived)
    throw new AppError('not_found', { errors: [{ pointer: '/parent_id', detail: 'There is no active role with this id' }] });
  if (above.some(({ id }) => id === draft.id)) throw fault('/parent_id', 'It would inherit from itself');
  if (above.length + 1 + Math.max(0, ...below.map(({ depth }) => depth)) > roleDepthMax)
    throw fault('/parent_id', `At most ${roleDepthMax} roles may inherit from each other`);
}

/** A role ranks at least as high as what it inherits from, or its holders could be worked on by those who hold less. */
function requireLevel({ level, permissions }: DraftRole, above: readonly LineRow[], below: readonly LineRow[]): void {
  const [parent] = above;
  if (parent !== undefined && level < parent.level)
    throw fault('/level', `${parent.title}, which it inherits from, has the level ${parent.level}; this may not be lower`);
  const child = below.find((one) => one.depth === 1 && one.level < level);
  if (child !== undefined)
    throw fault('/level', `${child.title} inherits from it and has the level ${child.level}; this may not be higher`);
  if (permissions.includes('*') && level < everythingLevelMin)
    throw fault('/level', `A role that holds everything has at least the level ${everythingLevelMin}`);
}

/**
 * Refuses a role that could not be: a parent in a circle or too far up, a level that does not fit; and one that the caller could
 * not grant on the whole organization, with what it inherits, so that nobody comes to more by making or widening a role. The
 * caller holds the tenant.
 */
export async function requireSoundRole(ctx: OperationContext, draft: DraftRole): Promise<void> {
  const above = draft.parentId === null ? [] : await lineAbove(ctx, draft.parentId);
  const below = draft.id === null ? [] : await linesBelow(ctx, draft.id);
  requireParent(draft, above, below);
  requireLevel(draft, above, below);
  const permissions = [...draft.permissions, ...above.flatMap((one) => one.permissions)];
  requireMayGrant(ctx.access, { title: draft.title, level: draft.level, permissions }, tenantPlacement);
}
