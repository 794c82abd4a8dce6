import { clientOf } from '#db/tenant.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { defineDownload } from '#lib/command/define-download.ts';
import { auditExport } from '#lib/contracts/audit-proofs.ts';
import { csvPage } from './export-csv.ts';
import { endLine, entryLines, headerLine } from './export-lines.ts';
import { readLog } from './log-row.ts';
import { type LogSection, logSections } from './log-sections.ts';

/** Entries read at once. */
const entriesAtOnce = 1000n;

type Cursor =
  | { readonly kind: 'csv'; readonly after: string }
  | { readonly kind: 'ndjson'; readonly sections: readonly LogSection[]; readonly at: bigint };

/** Where the next page of the sections begins; null after the last. */
function following(sections: readonly LogSection[], at: bigint): Cursor | null {
  const [current, ...rest] = sections;
  if (current === undefined) return null;
  if (at < current.end) return { kind: 'ndjson', sections, at };
  const [next] = rest;
  return next === undefined ? null : { kind: 'ndjson', sections: rest, at: next.first };
}

async function ndjsonPage({ tx, tenantId, runtime }: OperationContext, sections: readonly LogSection[], at: bigint) {
  const sql = clientOf(tx);
  const [section] = sections;
  const log = await readLog(sql, tenantId);
  if (section === undefined || log === undefined) return { text: '', next: null };
  const end = at + entriesAtOnce < section.end ? at + entriesAtOnce : section.end;
  const header = at === section.first ? await headerLine(sql, log, section) : '';
  const { text } = await entryLines(sql, log, runtime.masterKeys, { epoch: section.epoch, first: at, end });
  return { text: `${header}${text}${end === section.end ? endLine(section) : ''}`, next: following(sections, end) };
}

const dayOf = (at: Date | undefined): string => (at === undefined ? '' : `-${at.toISOString().slice(0, 10)}`);

/** The trail as a file: with everything that proves it (NDJSON), or to be read in a table (CSV). */
export const exportAuditLog = defineDownload<typeof auditExport.input, Cursor>(auditExport, {
  fileName: ({ from, to, format }) => `audit-log${dayOf(from)}${dayOf(to)}.${format}`,
  contentType: ({ format }) => (format === 'csv' ? 'text/csv' : 'application/x-ndjson'),
  async read(ctx, input, from) {
    if (from?.kind === 'ndjson') return ndjsonPage(ctx, from.sections, from.at);
    if (input.format === 'csv') {
      const { text, next } = await csvPage(ctx, input, from?.after);
      return { text, next: next === null ? null : { kind: 'csv', after: next } };
    }
    const sections = await logSections(clientOf(ctx.tx), ctx.tenantId, input);
    return ndjsonPage(ctx, sections, sections[0]?.first ?? 0n);
  },
});
