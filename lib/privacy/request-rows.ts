import { and, eq, type SQL, sql } from 'drizzle-orm';
import { privacyRequest, userAccount } from '#db/schema/index.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { lockRow } from '#lib/command/lock-row.ts';
import type { PrivacyRequest } from '#lib/contracts/privacy-requests.ts';
import { AppError } from '#lib/core/errors.ts';

type Reading = Pick<OperationContext, 'tx' | 'tenantId' | 'now'>;

/** The name of a person in another column of the row. */
export const personNamed = (tenantId: string, column: SQL | typeof privacyRequest.createdBy | typeof privacyRequest.verifiedBy) =>
  sql<
    string | null
  >`(select coalesce(nullif(u.name, ''), u.email) from ${userAccount} u where u.tenant_id = ${tenantId} and u.id = ${column})`;

/** Requests as callers see them; one that nobody began in time is overdue. */
export async function readRequests(
  { tx, tenantId, now }: Reading,
  options: { readonly where: SQL | undefined; readonly orderBy: SQL; readonly limit: number },
): Promise<PrivacyRequest[]> {
  const rows = await tx
    .select({
      row: privacyRequest,
      subject: sql<string>`coalesce(nullif(${userAccount.name}, ''), ${userAccount.email}, ${privacyRequest.email})`,
      verifiedByName: personNamed(tenantId, privacyRequest.verifiedBy),
      approvedByName: personNamed(tenantId, sql`${privacyRequest.approvedBy}`),
      createdByName: personNamed(tenantId, privacyRequest.createdBy),
    })
    .from(privacyRequest)
    .leftJoin(userAccount, and(eq(userAccount.tenantId, privacyRequest.tenantId), eq(userAccount.id, privacyRequest.userId)))
    .where(and(eq(privacyRequest.tenantId, tenantId), options.where))
    .orderBy(options.orderBy)
    .limit(options.limit);
  return rows.map(({ row, subject, verifiedByName, approvedByName, createdByName }) => ({
    ...{ id: row.id, kind: row.kind, law: row.law, user_id: row.userId, subject, state: row.state, note: row.note },
    ...{ received_at: row.receivedAt, due_at: row.dueAt, extension_reason: row.extensionReason },
    overdue: row.endedAt === null && row.dueAt <= now && !(row.kind === 'restriction' && row.state === 'approved'),
    ...{ verified_how: row.verifiedHow, verified_by_name: verifiedByName, verified_at: row.verifiedAt },
    ...{ approved_by_name: approvedByName, approved_at: row.approvedAt, created_by_name: createdByName },
    ...{ outcome: row.outcome, ended_at: row.endedAt, problem: row.problem, progress: row.progress },
    ...{ package_bytes: row.packageBytes, package_digest: row.packageDigest, package_expires_at: row.packageExpiresAt },
    ...{ downloaded_at: row.downloadedAt, has_certificate: row.certificate !== null, version: row.version },
  }));
}

/** Throws `not_found`. */
export async function readRequest(ctx: Reading, id: string): Promise<PrivacyRequest> {
  const [found] = await readRequests(ctx, { where: eq(privacyRequest.id, id), orderBy: sql`1`, limit: 1 });
  if (found === undefined) throw new AppError('not_found');
  return found;
}

/** A request that is to be changed, locked; checks If-Match. */
export async function lockRequest(ctx: OperationContext, id: string): Promise<PrivacyRequest> {
  await lockRow(ctx.tx, privacyRequest, ctx.tenantId, id);
  const before = await readRequest(ctx, id);
  ctx.expectVersion(before.version);
  return before;
}

/** Refuses a step that does not follow from where a request is. */
export function requireState(request: PrivacyRequest, ...states: readonly PrivacyRequest['state'][]): void {
  if (!states.includes(request.state)) throw new AppError('conflict', { detail: `The request is ${request.state} already.` });
}
