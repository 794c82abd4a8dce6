import { z } from 'zod';
import { ReportDocument } from '#lib/contracts/reports.ts';
import { toWireDocument } from '../report-document.ts';
import type { ReportFormat } from './report-format.ts';

/** The report as the API gives it. */
export const json: ReportFormat = {
  format: 'json',
  title: 'JSON',
  contentType: 'application/json',
  write: async (document) => Buffer.from(`${JSON.stringify(z.encode(ReportDocument, toWireDocument(document)), null, 2)}\n`),
};
