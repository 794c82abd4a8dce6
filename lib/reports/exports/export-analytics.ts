import { z } from 'zod';
import { reportExport } from '#db/schema/index.ts';
import { readPlaceAnalytics } from '#lib/analytics/index.ts';
import { type BillingPlace, readPlace } from '#lib/billing/billing-place.ts';
import { changeOf } from '#lib/command/change.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { defineCommand } from '#lib/command/define-command.ts';
import type { rangeInput } from '#lib/contracts/analytics.ts';
import type { InputOf } from '#lib/contracts/operation.ts';
import { analyticsParts, PlaceAnalytics } from '#lib/contracts/place-analytics.ts';
import {
  departmentAnalyticsExport,
  projectAnalyticsExport,
  ReportExport,
  teamAnalyticsExport,
  tenantAnalyticsExport,
} from '#lib/contracts/report-exports.ts';
import type { ReportFormatName } from '#lib/contracts/report-request.ts';
import { newUuid } from '#lib/core/ids.ts';
import { storeFile } from '#lib/files/index.ts';
import { fileNameOf } from '../file-name.ts';
import { formats } from '../formats/index.ts';
import { customPeriod } from '../report-period.ts';
import { nameReport, type ReportScope } from '../report-request.ts';
import { analyticsDocument } from './analytics-document.ts';
import { exportKeptMs, readOwnExport } from './export-rows.ts';

type Asked = Pick<InputOf<typeof tenantAnalyticsExport>, keyof typeof rangeInput> & { readonly format: ReportFormatName };

/**
 * The analytics of a place as a file, for the one who asks. They are sums, a few thousand at most, so the file is there with the
 * answer: JSON is what the place's analytics answer, the other formats are tables of the same answer.
 */
async function exportPlace(ctx: OperationContext, kind: BillingPlace['kind'], placeId: string, asked: Asked) {
  const { tx, tenantId, now, caller } = ctx;
  const { format, ...range } = asked;
  const scope: ReportScope = { kind, id: kind === 'tenant' ? null : placeId };
  const answer = await readPlaceAnalytics(ctx, await readPlace(ctx, kind, placeId), { ...range, include: analyticsParts });
  const { from, to, time_zone: timeZone } = answer.range;
  const { label: periodLabel } = customPeriod(from.getTime(), to.getTime(), timeZone);
  const document = analyticsDocument(answer, { ...(await nameReport(ctx, scope)), createdAt: now, periodLabel });
  const bytes =
    format === 'json'
      ? Buffer.from(`${JSON.stringify(z.encode(PlaceAnalytics, answer), null, 2)}\n`)
      : await formats[format].write(document);
  const [id, fileId] = [newUuid(now.getTime()), newUuid(now.getTime())];
  const expiresAt = new Date(now.getTime() + exportKeptMs);
  await storeFile(ctx, { id: fileId, name: fileNameOf(document, format), contentType: formats[format].contentType, now, expiresAt }, bytes);
  const rows = document.sections.reduce((sum, section) => sum + section.rows.length, 0);
  await tx.insert(reportExport).values({
    ...{ tenantId, id, authorId: caller.userId, subject: 'analytics', format, state: 'ready', fileId, expiresAt, createdAt: now },
    ...{ rowsDone: rows, rowsTotal: rows, nextAttemptAt: now, finishedAt: now },
    request: { kind: scope.kind, id: scope.id, from: from.toISOString(), to: to.toISOString() },
  });
  const result = await readOwnExport(ctx, id);
  return { result, changes: [changeOf('report_export', 'reportExport', ReportExport, null, result)] as const };
}

export const exportTeamAnalytics = defineCommand(teamAnalyticsExport, (ctx, { team_id: id, ...asked }) =>
  exportPlace(ctx, 'team', id, asked),
);

export const exportDepartmentAnalytics = defineCommand(departmentAnalyticsExport, (ctx, { department_id: id, ...asked }) =>
  exportPlace(ctx, 'department', id, asked),
);

export const exportProjectAnalytics = defineCommand(projectAnalyticsExport, (ctx, { project_id: id, ...asked }) =>
  exportPlace(ctx, 'project', id, asked),
);

export const exportTenantAnalytics = defineCommand(tenantAnalyticsExport, (ctx, asked) => exportPlace(ctx, 'tenant', ctx.tenantId, asked));
