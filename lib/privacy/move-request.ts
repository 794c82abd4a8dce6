import { and, eq } from 'drizzle-orm';
import { privacyRequest } from '#db/schema/index.ts';
import { changeOf } from '#lib/command/change.ts';
import type { OperationContext } from '#lib/command/context.ts';
import type { Outcome } from '#lib/command/executable.ts';
import { PrivacyRequest } from '#lib/contracts/privacy-requests.ts';
import { readRequest } from './request-rows.ts';

/** What the audit trail keeps of a request: whose it is says an id, because somebody without an account cannot be erased from the trail. */
export const AuditedRequest = PrivacyRequest.omit({ subject: true, note: true });

export const audited = ({ subject: _, note: __, ...request }: PrivacyRequest) => request;

/** Changes a locked request. */
export async function moveRequest(
  ctx: OperationContext,
  before: PrivacyRequest,
  set: Partial<typeof privacyRequest.$inferInsert>,
): Promise<Outcome<PrivacyRequest>> {
  const { tx, tenantId, now } = ctx;
  await tx
    .update(privacyRequest)
    .set({ ...set, updatedAt: now, version: before.version + 1 })
    .where(and(eq(privacyRequest.tenantId, tenantId), eq(privacyRequest.id, before.id)));
  const after = await readRequest(ctx, before.id);
  return { result: after, changes: [changeOf('privacy_request', 'privacyRequest', AuditedRequest, audited(before), audited(after))] };
}
