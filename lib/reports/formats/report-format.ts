import type { ReportFormatName } from '#lib/contracts/report-request.ts';
import type { ReportDocument } from '../report-document.ts';

/** A form that every report can be had in: one file and one line in `index.ts`. */
export interface ReportFormat {
  readonly format: ReportFormatName;
  /** What people call it. */
  readonly title: string;
  readonly contentType: string;
  write(document: ReportDocument): Promise<Uint8Array>;
}
