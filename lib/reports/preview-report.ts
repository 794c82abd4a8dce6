import { callerTimeZone } from '#lib/analytics/caller-time-zone.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { defineDownload } from '#lib/command/define-download.ts';
import { defineQuery } from '#lib/command/define-query.ts';
import type { InputOf } from '#lib/contracts/operation.ts';
import { reportFile, reportPreview } from '#lib/contracts/reports.ts';
import { buildReport } from './build-report.ts';
import { formats } from './formats/index.ts';
import { renderReportMail } from './mail/report-mail.ts';
import { type ReportDocument, toWireDocument } from './report-document.ts';
import { choosePeriod } from './report-period.ts';
import { scopeOfInput } from './report-request.ts';

/** The report that a question asks for, as the caller may see it. */
async function reportOf(ctx: OperationContext, input: InputOf<typeof reportPreview>): Promise<ReportDocument> {
  const timeZone = input.time_zone ?? (await callerTimeZone(ctx));
  const question = { kind: input.kind, scope: scopeOfInput(input), sections: input.sections };
  return buildReport(ctx, question, choosePeriod(input, timeZone, ctx.now.getTime()));
}

export const previewReport = defineQuery(reportPreview, async (ctx, input) => {
  const document = await reportOf(ctx, input);
  const links = { open: '/reports', unsubscribe: '#' };
  const enclosed = 'The report is attached.';
  return { document: toWireDocument(document), mail: renderReportMail({ document, name: document.title, enclosed, links }) };
});

export const downloadReport = defineDownload(reportFile, {
  fileName: ({ kind, period, format }) => `${kind}-report-${period.replaceAll('_', '-')}.${format}`,
  contentType: ({ format }) => formats[format].contentType,
  async read(ctx, input, _from: undefined) {
    return { text: await formats[input.format].write(await reportOf(ctx, input)), next: null };
  },
});
