import { type SQL, sql } from 'drizzle-orm';
import { toPublicId, uuidFloorAt } from '#lib/core/ids.ts';
import type { ReportSection } from '../report-document.ts';
import type { ReportReader } from '../report-request.ts';
import type { ReportKind } from './report-kind.ts';

/** Entries and groups shown; the counts are of all, and the whole trail is `audit.export`. */
const rowsMax = 1000;

/** Entries of the period without batches of calls: ids begin with their millisecond, so the primary key finds them. */
const within = ({ ctx, period }: ReportReader): SQL => sql`tenant_id = ${ctx.tenantId} and action <> 'usage.batch'
  and id >= ${uuidFloorAt(period.startMs)}::uuid and id < ${uuidFloorAt(period.endMs)}::uuid`;

interface CountRow extends Record<string, unknown> {
  readonly name: string;
  readonly entries: number;
  readonly refused: number;
  readonly failed: number;
  readonly groups: number;
}

/** Entries by one column, with how many of them were refused or failed. */
async function countTable(reader: ReportReader, id: 'actions' | 'actors', title: string): Promise<ReportSection> {
  const column = id === 'actions' ? sql`action` : sql`coalesce(nullif(actor_name, ''), actor_kind)`;
  const rows = await reader.ctx.tx.execute<CountRow>(sql`
    select ${column} as name, count(*)::int as entries, count(*) filter (where result = 'denied')::int as refused,
      count(*) filter (where result = 'failed')::int as failed, (count(*) over ())::int as groups
    from audit_entry where ${within(reader)} group by 1 order by 2 desc, 1`);
  const all = [...rows];
  const shown = all.slice(0, rowsMax);
  const sumOf = (name: 'entries' | 'refused' | 'failed'): number => all.reduce((sum, row) => sum + row[name], 0);
  return {
    ...{ id, title, barColumn: 'entries' },
    columns: [
      { id: 'name', header: id === 'actions' ? 'Action' : 'Who', kind: 'text' },
      { id: 'entries', header: 'Entries', kind: 'count' },
      { id: 'refused', header: 'Refused', kind: 'count' },
      { id: 'failed', header: 'Failed', kind: 'count' },
    ],
    rows: shown.map(({ name, entries, refused, failed }) => [name, entries, refused, failed]),
    total: ['Total', sumOf('entries'), sumOf('refused'), sumOf('failed')],
    note: all.length > shown.length ? `${all.length - shown.length} more are in the total and not in the rows.` : null,
  };
}

interface EntryRow extends Record<string, unknown> {
  readonly id: string;
  readonly occurred_at: string;
  readonly actor: string;
  readonly action: string;
  readonly resource: string;
  readonly result: string;
  readonly ip: string | null;
}

async function entryTable(reader: ReportReader, id: 'refusals' | 'entries', title: string): Promise<ReportSection> {
  const only = id === 'refusals' ? sql`and result <> 'success'` : sql``;
  const rows = await reader.ctx.tx.execute<EntryRow>(sql`
    select id, occurred_at, coalesce(nullif(actor_name, ''), actor_kind) as actor, action,
      concat_ws(' ', resource_kind, resource_id) as resource, result, ip
    from audit_entry where ${within(reader)} ${only} order by id desc limit ${rowsMax + 1}`);
  const found = [...rows];
  return {
    ...{ id, title, total: null },
    columns: [
      { id: 'at', header: 'When', kind: 'instant' },
      { id: 'actor', header: 'Who', kind: 'text' },
      { id: 'action', header: 'Action', kind: 'text' },
      { id: 'resource', header: 'What', kind: 'text' },
      { id: 'result', header: 'Result', kind: 'text' },
      { id: 'ip', header: 'Address', kind: 'text' },
      { id: 'id', header: 'Entry', kind: 'text' },
    ],
    rows: found
      .slice(0, rowsMax)
      .map((row) => [new Date(row.occurred_at), row.actor, row.action, row.resource, row.result, row.ip, toPublicId('auditEntry', row.id)]),
    note: found.length > rowsMax ? `The newest ${rowsMax}; the audit log has them all.` : null,
  };
}

export const audit: ReportKind = {
  kind: 'audit',
  title: 'Audit report',
  description: 'What was changed, by whom, and what was refused or failed.',
  permission: 'audit.read',
  scopes: ['tenant'],
  sections: [
    { id: 'actions', title: 'Actions' },
    { id: 'actors', title: 'People and programs' },
    { id: 'refusals', title: 'Refused and failed' },
    { id: 'entries', title: 'Entries' },
  ],
  async read(reader) {
    const sections: ReportSection[] = [];
    for (const id of reader.sections) {
      if (id === 'actions') sections.push(await countTable(reader, id, 'Actions'));
      if (id === 'actors') sections.push(await countTable(reader, id, 'People and programs'));
      if (id === 'refusals') sections.push(await entryTable(reader, id, 'Refused and failed'));
      if (id === 'entries') sections.push(await entryTable(reader, id, 'Entries'));
    }
    return sections;
  },
};
