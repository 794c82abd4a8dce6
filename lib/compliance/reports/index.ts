import type { complianceReportFormats } from '#lib/contracts/compliance-audits.ts';
import { jsonReport } from './json-report.ts';
import { ocsfReport } from './ocsf-report.ts';
import { pdfReport } from './pdf-report.ts';
import type { ReportFile } from './report.ts';

/** Every form of a report, by its name in the API. */
export const reportFiles: Readonly<Record<(typeof complianceReportFormats)[number], ReportFile>> = {
  json: jsonReport,
  ocsf: ocsfReport,
  pdf: pdfReport,
};
