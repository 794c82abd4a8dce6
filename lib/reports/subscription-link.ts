import { and, eq } from 'drizzle-orm';
import { findReportSubscription } from '#db/lookup.ts';
import { reportSchedule, reportSubscription, tenant } from '#db/schema/index.ts';
import { inTenant, type TenantTransaction } from '#db/tenant.ts';
import { writeAudit } from '#lib/command/audit-writer.ts';
import type { CommandRuntime } from '#lib/command/context.ts';
import { AppError } from '#lib/core/errors.ts';
import { toPublicId } from '#lib/core/ids.ts';
import { linkTokenHash } from '#lib/mail/link-token.ts';

/** What the link at the foot of a report is about. */
export interface OpenedSubscription {
  readonly organization: string;
  readonly report: string;
  readonly email: string;
  readonly isSubscribed: boolean;
}

/** Where a request came from, for the audit trail. */
interface Facts {
  readonly ip: string | null;
  readonly userAgent: string;
  readonly requestId: string;
}

type Runtime = Pick<CommandRuntime, 'databases' | 'clock'>;

const tokenPattern = /^[0-9a-f]{64}$/;

/** One answer to every link that leads nowhere. */
const goneLink = (): AppError => new AppError('not_found', { detail: 'This link is none of ours, or the report is not sent any more.' });

async function findLink({ databases }: Runtime, token: string) {
  const found = tokenPattern.test(token) ? await findReportSubscription(databases.lookup, linkTokenHash(token)) : undefined;
  if (found === undefined) throw goneLink();
  return found;
}

async function read(tx: TenantTransaction, tenantId: string, id: string) {
  const [row] = await tx
    .select({ of: reportSubscription, report: reportSchedule.name, organization: tenant.name })
    .from(reportSubscription)
    .innerJoin(
      reportSchedule,
      and(eq(reportSchedule.tenantId, reportSubscription.tenantId), eq(reportSchedule.id, reportSubscription.scheduleId)),
    )
    .innerJoin(tenant, eq(tenant.tenantId, reportSubscription.tenantId))
    .where(and(eq(reportSubscription.tenantId, tenantId), eq(reportSubscription.id, id)));
  if (row === undefined) throw goneLink();
  return row;
}

/** What a link is about. Changes nothing: scanners open links. Throws `not_found` for one that leads nowhere. */
export async function openSubscription(runtime: Runtime, token: string): Promise<OpenedSubscription> {
  const { tenantId, id } = await findLink(runtime, token);
  const { of, report, organization } = await inTenant(runtime.databases.app, tenantId, (tx) => read(tx, tenantId, id), { readOnly: true });
  return { organization, report, email: of.email, isSubscribed: of.unsubscribedAt === null };
}

/**
 * Ends what a link is about, or takes that back; the same again changes nothing. The link says whose address it is, so that
 * nobody has to sign in to be left alone. Messages that wait already are still sent.
 */
export async function setSubscribed(runtime: Runtime, token: string, isSubscribed: boolean, facts: Facts): Promise<OpenedSubscription> {
  const { tenantId, id } = await findLink(runtime, token);
  const now = new Date(runtime.clock.now());
  return inTenant(runtime.databases.app, tenantId, async (tx) => {
    const own = and(eq(reportSubscription.tenantId, tenantId), eq(reportSubscription.id, id));
    await tx.select({ id: reportSubscription.id }).from(reportSubscription).where(own).for('update');
    const { of, report, organization } = await read(tx, tenantId, id);
    const was = of.unsubscribedAt === null;
    if (was !== isSubscribed) {
      await tx
        .update(reportSubscription)
        .set({ unsubscribedAt: isSubscribed ? null : now })
        .where(own);
      const origin = { tenantId, actorKind: 'anonymous' as const, actorId: of.userId, actorName: of.email, ...facts };
      const change = {
        ...{ resource: 'report_schedule', id: toPublicId('reportSchedule', of.scheduleId) },
        ...{ before: { email: of.email, subscribed: was }, after: { email: of.email, subscribed: isSubscribed } },
      };
      await writeAudit(tx, origin, isSubscribed ? 'report_schedule.subscribe' : 'report_schedule.unsubscribe', [change], now);
    }
    return { organization, report, email: of.email, isSubscribed };
  });
}
