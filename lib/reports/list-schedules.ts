import { and, eq, sql } from 'drizzle-orm';
import { reportSchedule } from '#db/schema/index.ts';
import { defineQuery } from '#lib/command/define-query.ts';
import { keysetOf } from '#lib/command/keyset.ts';
import { nameOrder } from '#lib/command/name-order.ts';
import { type ReportSchedule, reportScheduleGet, reportScheduleList } from '#lib/contracts/report-schedules.ts';
import { readSchedule, readSchedules, schedulePlaceColumns } from './schedule-rows.ts';

export const listSchedules = defineQuery(reportScheduleList, async (ctx, input) => {
  const keyset = keysetOf<ReportSchedule>('name', nameOrder('name', reportSchedule), input.cursor);
  const where = and(
    ctx.visible(schedulePlaceColumns),
    input.kind === undefined ? undefined : eq(reportSchedule.kind, input.kind),
    input.status === undefined ? undefined : sql`${reportSchedule.status} = ${input.status}`,
    keyset.after,
  );
  return keyset.page(await readSchedules(ctx, { where, orderBy: keyset.orderBy, limit: input.limit + 1 }), input.limit);
});

export const getSchedule = defineQuery(reportScheduleGet, (ctx, { schedule_id: id }) => readSchedule(ctx, id));
