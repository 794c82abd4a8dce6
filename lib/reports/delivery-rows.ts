import { and, eq, type SQL, sql } from 'drizzle-orm';
import { mailMessage, reportDelivery, reportSchedule, storedFile } from '#db/schema/index.ts';
import type { OperationContext } from '#lib/command/context.ts';
import type { deliveryStates, ReportDelivery } from '#lib/contracts/report-schedules.ts';

type State = (typeof deliveryStates)[number];

/** What became of a delivery: of its message, where it has one. */
export const deliveryState = sql<State>`case when ${reportDelivery.state} <> 'mailed' then ${reportDelivery.state} else coalesce(${mailMessage.state}, 'failed') end`;

interface DeliveryQuestion {
  readonly where: SQL | undefined;
  readonly orderBy?: SQL;
  readonly limit?: number;
}

/** Deliveries as callers see them. */
export async function readDeliveries(
  { tx, tenantId }: Pick<OperationContext, 'tx' | 'tenantId'>,
  { where, orderBy = sql`${reportDelivery.id} desc`, limit = 1 }: DeliveryQuestion,
): Promise<ReportDelivery[]> {
  const rows = await tx
    .select({ of: reportDelivery, scheduleName: reportSchedule.name, state: deliveryState, mail: mailMessage, fileName: storedFile.name })
    .from(reportDelivery)
    .innerJoin(reportSchedule, and(eq(reportSchedule.tenantId, reportDelivery.tenantId), eq(reportSchedule.id, reportDelivery.scheduleId)))
    .leftJoin(mailMessage, and(eq(mailMessage.tenantId, reportDelivery.tenantId), eq(mailMessage.id, reportDelivery.mailId)))
    .leftJoin(storedFile, and(eq(storedFile.tenantId, reportDelivery.tenantId), eq(storedFile.id, reportDelivery.fileId)))
    .where(and(eq(reportDelivery.tenantId, tenantId), where))
    .orderBy(orderBy)
    .limit(limit);
  return rows.map(({ of, scheduleName, state, mail, fileName }) => ({
    ...{ id: of.id, schedule_id: of.scheduleId, schedule_name: scheduleName, recipient: of.recipient, due_at: of.dueAt },
    ...{ from: of.periodStartAt, to: of.periodEndAt, time_zone: of.timeZone, state, reason: of.reason ?? mail?.lastError ?? null },
    ...{ attempts: mail?.attempts ?? 0, sent_at: mail?.sentAt ?? null, file_name: fileName, created_at: of.createdAt },
  }));
}
