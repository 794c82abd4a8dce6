import { and, eq, notInArray, sql } from 'drizzle-orm';
import { privacyRequest, userAccount } from '#db/schema/index.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { lockTenant } from '#lib/command/lock-row.ts';
import type { PrivacyRequest, privacyLaws } from '#lib/contracts/privacy-requests.ts';
import { AppError } from '#lib/core/errors.ts';
import { newUuid } from '#lib/core/ids.ts';
import { dueDate } from './due-dates.ts';
import { readRequest } from './request-rows.ts';

/** Whom a request is about. */
interface Subject {
  readonly userId: string | null;
  readonly email: string;
}

/** The account with an id, or of an address; somebody without an account by the address alone. */
async function subjectOf(
  { tx, tenantId }: OperationContext,
  asked: { readonly userId?: string | undefined; readonly email?: string | undefined },
): Promise<Subject> {
  const { userId, email } = asked;
  if (userId === undefined && email === undefined)
    throw new AppError('validation_failed', { errors: [{ pointer: '/user_id', detail: 'Name the person, or give an address' }] });
  const [account] = await tx
    .select({ userId: userAccount.id, email: userAccount.email })
    .from(userAccount)
    .where(
      and(
        eq(userAccount.tenantId, tenantId),
        eq(userAccount.kind, 'person'),
        userId === undefined ? eq(userAccount.emailKey, sql`lower(${email ?? ''})`) : eq(userAccount.id, userId),
      ),
    );
  if (account !== undefined) return account;
  if (userId !== undefined || email === undefined) throw new AppError('not_found');
  return { userId: null, email };
}

/** What can only be done to an account. */
const needsAccount: ReadonlySet<PrivacyRequest['kind']> = new Set(['rectification', 'restriction', 'objection']);

export interface NotedRequest {
  readonly kind: PrivacyRequest['kind'];
  readonly law: (typeof privacyLaws)[number];
  readonly userId?: string | undefined;
  readonly email?: string | undefined;
  readonly receivedAt?: Date | undefined;
  readonly note: string;
  /** How it is known who asks; absent where somebody has to make sure first. */
  readonly verifiedHow?: string;
}

/** Stores a request; `conflict` where the same was asked for and is not over. */
export async function noteRequest(ctx: OperationContext, asked: NotedRequest): Promise<PrivacyRequest> {
  const { tx, tenantId, caller, now } = ctx;
  const { kind, law, note, verifiedHow } = asked;
  const receivedAt = asked.receivedAt ?? now;
  if (receivedAt > now)
    throw new AppError('validation_failed', { errors: [{ pointer: '/received_at', detail: 'It cannot come in later than now' }] });
  await lockTenant(tx, tenantId);
  const subject = await subjectOf(ctx, asked);
  if (subject.userId === null && needsAccount.has(kind))
    throw new AppError('validation_failed', { errors: [{ pointer: '/email', detail: 'Nobody has an account with this address' }] });
  const [open] = await tx
    .select({ id: privacyRequest.id })
    .from(privacyRequest)
    .where(
      and(
        eq(privacyRequest.tenantId, tenantId),
        eq(privacyRequest.kind, kind),
        sql`lower(${privacyRequest.email}) = lower(${subject.email})`,
        notInArray(privacyRequest.state, ['done', 'rejected']),
      ),
    )
    .limit(1);
  if (open !== undefined) throw new AppError('conflict', { detail: 'The same was asked for already, and is not over.' });
  const id = newUuid(now.getTime());
  const verified = verifiedHow === undefined ? {} : { state: 'verified' as const, verifiedHow, verifiedAt: now };
  await tx.insert(privacyRequest).values({
    ...{ tenantId, id, kind, law, note, ...subject, receivedAt, dueAt: dueDate(law, receivedAt), createdBy: caller.userId },
    ...verified,
    createdAt: now,
  });
  return readRequest(ctx, id);
}
