import { and, eq, type SQL, sql } from 'drizzle-orm';
import { legalHold, project, userAccount } from '#db/schema/index.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { lockRow } from '#lib/command/lock-row.ts';
import type { LegalHold } from '#lib/contracts/legal-holds.ts';
import { AppError } from '#lib/core/errors.ts';
import { personNamed } from './request-rows.ts';

const day = (date: Date | null): string => date?.toISOString().slice(0, 10) ?? '';

function coveredRange(from: Date | null, to: Date | null): string {
  if (from === null) return `Everything before ${day(to)}`;
  return to === null ? `Everything from ${day(from)} on` : `Everything from ${day(from)} to ${day(to)}`;
}

/** Holds as callers see them. */
export async function readHolds(
  { tx, tenantId }: Pick<OperationContext, 'tx' | 'tenantId'>,
  options: { readonly where: SQL | undefined; readonly orderBy: SQL; readonly limit: number },
): Promise<LegalHold[]> {
  const rows = await tx
    .select({
      row: legalHold,
      person: sql<string | null>`coalesce(nullif(${userAccount.name}, ''), ${userAccount.email})`,
      projectName: project.name,
      createdByName: personNamed(tenantId, sql`${legalHold.createdBy}`),
      approvedByName: personNamed(tenantId, sql`${legalHold.approvedBy}`),
      releaseByName: personNamed(tenantId, sql`${legalHold.releaseBy}`),
      releasedByName: personNamed(tenantId, sql`${legalHold.releasedBy}`),
    })
    .from(legalHold)
    .leftJoin(userAccount, and(eq(userAccount.tenantId, legalHold.tenantId), eq(userAccount.id, legalHold.userId)))
    .leftJoin(project, and(eq(project.tenantId, legalHold.tenantId), eq(project.id, legalHold.projectId)))
    .where(and(eq(legalHold.tenantId, tenantId), options.where))
    .orderBy(options.orderBy)
    .limit(options.limit);
  return rows.map(({ row, person, projectName, createdByName, approvedByName, releaseByName, releasedByName }) => ({
    ...{ id: row.id, name: row.name, reason: row.reason, kind: row.kind, user_id: row.userId, project_id: row.projectId },
    covers: person ?? projectName ?? coveredRange(row.fromAt, row.toAt),
    ...{ from: row.fromAt, to: row.toAt, state: row.state, created_by_name: createdByName, created_at: row.createdAt },
    ...{ approved_by_name: approvedByName, approved_at: row.approvedAt, release_reason: row.releaseReason },
    ...{ release_by_name: releaseByName, released_by_name: releasedByName, released_at: row.releasedAt, version: row.version },
  }));
}

/** Throws `not_found`. */
export async function readHold(ctx: Pick<OperationContext, 'tx' | 'tenantId'>, id: string): Promise<LegalHold> {
  const [found] = await readHolds(ctx, { where: eq(legalHold.id, id), orderBy: sql`1`, limit: 1 });
  if (found === undefined) throw new AppError('not_found');
  return found;
}

/** A hold that is to be changed, locked, with who proposed what; checks If-Match. */
export async function lockHold(ctx: OperationContext, id: string) {
  const { tx, tenantId } = ctx;
  await lockRow(tx, legalHold, tenantId, id);
  const before = await readHold(ctx, id);
  ctx.expectVersion(before.version);
  const [by] = await tx
    .select({ created: legalHold.createdBy, release: legalHold.releaseBy })
    .from(legalHold)
    .where(and(eq(legalHold.tenantId, tenantId), eq(legalHold.id, id)));
  return { before, createdBy: by?.created ?? null, releaseBy: by?.release ?? null };
}
