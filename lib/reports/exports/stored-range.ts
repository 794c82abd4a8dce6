import { z } from 'zod';
import { reportScopes } from '#lib/contracts/report-request.ts';
import type { ReportScope } from '../report-request.ts';
import type { ExportedRange } from './read-usage-events.ts';

const StoredRange = z.object({ kind: z.enum(reportScopes), id: z.string().nullable(), from: z.iso.datetime(), to: z.iso.datetime() });

/** What an export is of, as its row keeps it. */
export const storedRange = (
  { kind, id }: ReportScope,
  { from, to }: { readonly from: Date; readonly to: Date },
): Record<string, unknown> => ({
  ...{ kind, id, from: from.toISOString(), to: to.toISOString() },
});

/** The same, read again. */
export function readStoredRange(request: Readonly<Record<string, unknown>>): ExportedRange {
  const { kind, id, from, to } = StoredRange.parse(request);
  return { scope: { kind, id }, fromMs: Date.parse(from), toMs: Date.parse(to) };
}
