import type { ReportFormatName } from '#lib/contracts/report-request.ts';
import type { ReportDocument } from './report-document.ts';

/** `cost-report-acme-october-2026.pdf`: letters, digits and hyphens, so that no header and no folder takes harm. */
export function fileNameOf({ title, scope, periodLabel }: ReportDocument, format: ReportFormatName): string {
  const name = [title, scope.name, periodLabel]
    .join(' ')
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 100);
  return `${name}.${format}`;
}
