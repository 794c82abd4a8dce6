import { and, asc, eq, inArray, isNull, type SQL, sql } from 'drizzle-orm';
import { costCenter, department, project, reportSchedule, reportSubscription, team, tenant, userAccount } from '#db/schema/index.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { reportKinds, reportSections } from '#lib/contracts/report-request.ts';
import type { ReportSchedule } from '#lib/contracts/report-schedules.ts';
import { AppError } from '#lib/core/errors.ts';
import { toPublicId } from '#lib/core/ids.ts';
import type { ReportScope } from './report-request.ts';
import { nextOccurrence, type ScheduleTimes } from './schedule-times.ts';
import { readSubscribers } from './subscriptions.ts';

type Reader = Pick<OperationContext, 'tx' | 'tenantId'>;

/** A schedule as it is stored. */
export type ScheduleRow = typeof reportSchedule.$inferSelect;

const scopeIdOf = (kind: 'department' | 'team' | 'project'): SQL<string | null> =>
  sql`case when ${reportSchedule.scopeKind} = ${sql.raw(`'${kind}'`)} then ${reportSchedule.scopeId} end`;

/** Where schedules sit in the organization: where what they report on does. */
export const schedulePlaceColumns = {
  departmentId: scopeIdOf('department'),
  teamId: scopeIdOf('team'),
  projectId: scopeIdOf('project'),
};

export const scheduleScope = ({ scopeKind: kind, scopeId: id }: Pick<ScheduleRow, 'scopeKind' | 'scopeId'>): ReportScope => ({ kind, id });

export const scheduleTimes = ({ frequency, weekday, monthDay, localTime }: ScheduleRow): ScheduleTimes => ({
  ...{ frequency, weekday, monthDay, localTime },
});

/** Kind and sections as this version knows them; what it does not know any more is left out. */
export function knownParts({ kind, sections }: Pick<ScheduleRow, 'kind' | 'sections'>) {
  const known = reportKinds.find((candidate) => candidate === kind);
  if (known === undefined) throw new AppError('conflict', { detail: `There are no reports of the kind ${kind} any more.` });
  return { kind: known, sections: reportSections.filter((section) => sections.includes(section)) };
}

/** The first instant after now at which some recipient is due; null where nobody is left. */
export async function nextRunOf(reader: Reader, row: ScheduleRow, afterMs: number): Promise<Date | null> {
  const subscribers = await readSubscribers(reader, row);
  const zones = [...new Set(subscribers.map(({ timeZone }) => timeZone))];
  const instants = zones.map((zone) => nextOccurrence(scheduleTimes(row), zone, afterMs).atMs);
  return instants.length === 0 ? null : new Date(Math.min(...instants));
}

const partName = sql<string | null>`case ${reportSchedule.scopeKind}
  when 'tenant' then ${tenant.name}
  when 'department' then (select d.name from ${department} d where d.tenant_id = ${reportSchedule.tenantId} and d.id = ${reportSchedule.scopeId})
  when 'team' then (select t.name from ${team} t where t.tenant_id = ${reportSchedule.tenantId} and t.id = ${reportSchedule.scopeId})
  when 'project' then (select p.name from ${project} p where p.tenant_id = ${reportSchedule.tenantId} and p.id = ${reportSchedule.scopeId})
  else (select c.name from ${costCenter} c where c.tenant_id = ${reportSchedule.tenantId} and c.id = ${reportSchedule.scopeId}) end`;

interface ScheduleQuestion {
  readonly where: SQL | undefined;
  readonly orderBy?: SQL;
  readonly limit?: number;
}

/** Schedules as callers see them, with their recipients: two queries. */
export async function readSchedules({ tx, tenantId }: Reader, { where, orderBy, limit = 1 }: ScheduleQuestion): Promise<ReportSchedule[]> {
  const rows = await tx
    .select({
      row: reportSchedule,
      scopeName: partName,
      authorName: sql<string>`coalesce(nullif(${userAccount.name}, ''), ${userAccount.email})`,
    })
    .from(reportSchedule)
    .innerJoin(tenant, eq(tenant.tenantId, reportSchedule.tenantId))
    .innerJoin(userAccount, and(eq(userAccount.tenantId, reportSchedule.tenantId), eq(userAccount.id, reportSchedule.authorId)))
    .where(and(eq(reportSchedule.tenantId, tenantId), where))
    .orderBy(orderBy ?? asc(reportSchedule.id))
    .limit(limit);
  const recipients = await readRecipients(
    { tx, tenantId },
    rows.map(({ row }) => row.id),
  );
  return rows.map(({ row, scopeName, authorName }) => toSchedule(row, { scopeName, authorName, recipients: recipients.get(row.id) ?? [] }));
}

async function readRecipients({ tx, tenantId }: Reader, scheduleIds: readonly string[]) {
  const rows =
    scheduleIds.length === 0
      ? []
      : await tx
          .select({ of: reportSubscription, name: userAccount.name })
          .from(reportSubscription)
          .leftJoin(userAccount, and(eq(userAccount.tenantId, reportSubscription.tenantId), eq(userAccount.id, reportSubscription.userId)))
          .where(
            and(
              eq(reportSubscription.tenantId, tenantId),
              inArray(reportSubscription.scheduleId, [...scheduleIds]),
              isNull(reportSubscription.removedAt),
            ),
          )
          .orderBy(reportSubscription.email);
  return Map.groupBy(rows, ({ of }) => of.scheduleId);
}

interface Beside {
  readonly scopeName: string | null;
  readonly authorName: string;
  readonly recipients: readonly { readonly of: typeof reportSubscription.$inferSelect; readonly name: string | null }[];
}

const scopeIdKinds = { department: 'department', team: 'team', project: 'project', cost_center: 'costCenter' } as const;

function toSchedule(row: ScheduleRow, { scopeName, authorName, recipients }: Beside): ReportSchedule {
  const { scopeKind, scopeId } = row;
  const publicScope = scopeKind === 'tenant' || scopeId === null ? null : toPublicId(scopeIdKinds[scopeKind], scopeId);
  return {
    ...{ id: row.id, name: row.name, ...knownParts(row), format: row.format, frequency: row.frequency },
    ...{ weekday: row.weekday, month_day: row.monthDay, local_time: row.localTime, time_zone: row.timeZone },
    ...{ delivery: row.delivery, status: row.status, paused_reason: row.pausedReason, next_run_at: row.nextRunAt },
    ...{ created_at: row.createdAt, updated_at: row.updatedAt, version: row.version },
    // What it reported on may be gone; then only its id is left.
    scope: { kind: scopeKind, id: publicScope, name: scopeName ?? publicScope ?? '' },
    recipients: recipients.map(({ of, name }) => ({ email: of.email, user_id: of.userId, name, unsubscribed_at: of.unsubscribedAt })),
    author: { id: row.authorId, name: authorName },
  };
}

/** One schedule as callers see it; `not_found` without it. */
export async function readSchedule(reader: Reader, id: string): Promise<ReportSchedule> {
  const [found] = await readSchedules(reader, { where: eq(reportSchedule.id, id) });
  if (found === undefined) throw new AppError('not_found');
  return found;
}

/** One schedule as it is stored; `not_found` without it. */
export async function readScheduleRow({ tx, tenantId }: Reader, id: string): Promise<ScheduleRow> {
  const [row] = await tx
    .select()
    .from(reportSchedule)
    .where(and(eq(reportSchedule.tenantId, tenantId), eq(reportSchedule.id, id)));
  if (row === undefined) throw new AppError('not_found');
  return row;
}
