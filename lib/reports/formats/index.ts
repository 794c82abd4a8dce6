import type { ReportFormatName } from '#lib/contracts/report-request.ts';
import { csv } from './csv.ts';
import { json } from './json.ts';
import { pdf } from './pdf.ts';
import type { ReportFormat } from './report-format.ts';
import { xlsx } from './xlsx.ts';

/** Every form a report can be had in, one line each. */
export const formats: Readonly<Record<ReportFormatName, ReportFormat>> = { csv, xlsx, pdf, json };
