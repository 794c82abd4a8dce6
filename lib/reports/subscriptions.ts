import { and, eq, inArray, isNull, sql } from 'drizzle-orm';
import { reportSubscription, tenant, userAccount } from '#db/schema/index.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { AppError } from '#lib/core/errors.ts';
import { newUuid } from '#lib/core/ids.ts';
import { linkToken, linkTokenHash } from '#lib/mail/link-token.ts';
import { placeOfScope, type ReportScope } from './report-request.ts';

/** Who is to receive a schedule's reports, as somebody writes it. */
export interface WantedRecipients {
  /** UUIDs of members. */
  readonly userIds: readonly string[];
  readonly emails: readonly string[];
}

interface Wanted {
  readonly email: string;
  readonly userId: string | null;
}

const faulty = (pointer: string, detail: string): AppError => new AppError('validation_failed', { errors: [{ pointer, detail }] });

/** The people behind ids and addresses; addresses of members are those members. Throws for ids of nobody who is active. */
async function resolve({ tx, tenantId }: OperationContext, { userIds, emails }: WantedRecipients): Promise<Wanted[]> {
  const lowered = emails.map((email) => email.toLowerCase());
  const isActive = and(eq(userAccount.tenantId, tenantId), eq(userAccount.status, 'active'));
  const columns = { id: userAccount.id, email: sql<string>`lower(${userAccount.email})` };
  const byId =
    userIds.length === 0
      ? []
      : await tx
          .select(columns)
          .from(userAccount)
          .where(and(isActive, inArray(userAccount.id, [...userIds])));
  if (userIds.some((id) => !byId.some((row) => row.id === id)))
    throw new AppError('not_found', {
      detail: 'A recipient does not exist, or is not active.',
      errors: [{ pointer: '/user_ids', detail: 'No such person' }],
    });
  const byEmail =
    lowered.length === 0
      ? []
      : await tx
          .select(columns)
          .from(userAccount)
          .where(and(isActive, inArray(sql`lower(${userAccount.email})`, lowered)));
  const wanted = new Map<string, Wanted>();
  for (const email of lowered) wanted.set(email, { email, userId: byEmail.find((row) => row.email === email)?.id ?? null });
  for (const { id, email } of byId) wanted.set(email, { email, userId: id });
  return [...wanted.values()];
}

/** Throws `forbidden` for somebody who may not have reports of the scope sent to addresses outside. */
export async function requireMaySendOutside(ctx: OperationContext, scope: ReportScope): Promise<void> {
  if (ctx.access.allows('reports.external', await placeOfScope(ctx, scope))) return;
  throw new AppError('forbidden', { detail: 'Addresses outside the organization need the permission reports.external here.' });
}

/**
 * Throws `forbidden` where a schedule goes to addresses outside and the caller may not send there: asked of whoever becomes its
 * author, and of the author with each report, so that the right of somebody who has lost it sends nothing any more.
 */
export async function requireRecipientsAllowed(
  ctx: OperationContext,
  { id, scope }: { readonly id: string; readonly scope: ReportScope },
): Promise<void> {
  const subscribers = await readSubscribers(ctx, { id, timeZone: null });
  if (subscribers.some(({ isExternal }) => isExternal)) await requireMaySendOutside(ctx, scope);
}

/**
 * Makes the recipients of a schedule those that are wanted. Who is taken off stays as a row, and who unsubscribed stays
 * unsubscribed: only they can come back. Addresses outside need `reports.external` on the report's scope, and take files.
 */
export async function setRecipients(
  ctx: OperationContext,
  schedule: { readonly id: string; readonly scope: ReportScope; readonly delivery: 'attachment' | 'link' },
  recipients: WantedRecipients,
): Promise<void> {
  const { tx, tenantId, now, runtime } = ctx;
  const wanted = await resolve(ctx, recipients);
  if (wanted.length === 0) throw faulty('/user_ids', 'Name at least one recipient');
  const isExternal = wanted.some(({ userId }) => userId === null);
  if (isExternal) await requireMaySendOutside(ctx, schedule.scope);
  if (isExternal && schedule.delivery === 'link')
    throw faulty('/delivery', 'Addresses outside the organization cannot open a link; attach the file');
  const ofSchedule = and(eq(reportSubscription.tenantId, tenantId), eq(reportSubscription.scheduleId, schedule.id));
  await tx
    .update(reportSubscription)
    .set({ removedAt: now })
    .where(and(ofSchedule, isNull(reportSubscription.removedAt)));
  const rows = wanted.map(({ email, userId }) => {
    const id = newUuid(now.getTime());
    const tokenHash = linkTokenHash(linkToken(runtime.keyPepper, id));
    return { tenantId, id, scheduleId: schedule.id, email, userId, tokenHash, createdAt: now };
  });
  await tx
    .insert(reportSubscription)
    .values(rows)
    .onConflictDoUpdate({
      target: [reportSubscription.tenantId, reportSubscription.scheduleId, reportSubscription.email],
      set: { removedAt: null, userId: sql`excluded.user_id` },
    });
}

/** A recipient with the zone that their clocks are in. */
export interface Subscriber {
  readonly id: string;
  readonly email: string;
  readonly timeZone: string;
  /** An address of no member. */
  readonly isExternal: boolean;
}

/** Who is on a schedule's list now and has not unsubscribed. Members who are not active any more receive nothing. */
export async function readSubscribers(
  { tx, tenantId }: Pick<OperationContext, 'tx' | 'tenantId'>,
  schedule: { readonly id: string; readonly timeZone: string | null },
): Promise<Subscriber[]> {
  const rows = await tx
    .select({
      ...{ id: reportSubscription.id, email: reportSubscription.email },
      timeZone: sql<string>`coalesce(${schedule.timeZone}::text, ${userAccount.timeZone}, ${tenant.timeZone})`,
      isExternal: sql<boolean>`${reportSubscription.userId} is null`,
    })
    .from(reportSubscription)
    .innerJoin(tenant, eq(tenant.tenantId, reportSubscription.tenantId))
    .leftJoin(userAccount, and(eq(userAccount.tenantId, reportSubscription.tenantId), eq(userAccount.id, reportSubscription.userId)))
    .where(
      and(
        eq(reportSubscription.tenantId, tenantId),
        eq(reportSubscription.scheduleId, schedule.id),
        isNull(reportSubscription.removedAt),
        isNull(reportSubscription.unsubscribedAt),
        sql`(${reportSubscription.userId} is null or ${userAccount.status} = 'active')`,
      ),
    )
    .orderBy(reportSubscription.email);
  return rows;
}
