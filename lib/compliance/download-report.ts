import { defineDownload } from '#lib/command/define-download.ts';
import { complianceAuditReport } from '#lib/contracts/compliance-remediations.ts';
import { toPublicId } from '#lib/core/ids.ts';
import { reportFiles } from './reports/index.ts';
import { readReport } from './reports/report.ts';

export const downloadReport = defineDownload(complianceAuditReport, {
  fileName: ({ run_id: id, format }) => `${toPublicId('complianceRun', id)}${reportFiles[format].suffix}`,
  contentType: ({ format }) => reportFiles[format].contentType,
  async read(ctx, { run_id: id, format }, _from: undefined) {
    return { text: await reportFiles[format].write(await readReport(ctx, id)), next: null };
  },
});
