import { and, eq, isNull, sql } from 'drizzle-orm';
import { department, team } from '#db/schema/index.ts';
import type { Change } from '#lib/command/audit-writer.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { defineUpload } from '#lib/command/define-upload.ts';
import { lockTenant } from '#lib/command/lock-row.ts';
import { line as oneLine, paragraph } from '#lib/contracts/fields.ts';
import { organizationRowsMax, teamImport } from '#lib/contracts/organization-imports.ts';
import { teamDepthMax } from '#lib/contracts/teams.ts';
import { newUuid, toPublicId } from '#lib/core/ids.ts';
import { inParts } from '#lib/core/in-parts.ts';
import { type CsvTable, readCsvTable } from './csv-table.ts';
import { previewOrApply } from './import-result.ts';
import { type KnownNode, type NodeRow, type PlannedNode, planImport } from './plan-import.ts';
import { requireRoom } from './require-room.ts';

const columns = ['name', 'department', 'parent', 'description'] as const;
const rowsAtOnce = 2000;
const nameField = oneLine(120);
const descriptionField = paragraph(2000);

/** What the file does not say is null in `department` and `description`. */
interface TeamRow extends NodeRow {
  readonly departmentId: string | null;
  readonly department: string | null;
  readonly description: string | null;
}
interface KnownTeam extends KnownNode {
  readonly departmentId: string | null;
  readonly description: string;
}
/** With what it comes to: as the file says, or else as it is. */
type Planned = PlannedNode<TeamRow> & {
  readonly team: KnownTeam | null;
  readonly departmentId: string | null;
  readonly description: string;
};

/** Rows that name what there is; the others are noted. */
async function teamRows({ tx, tenantId }: OperationContext, table: CsvTable<(typeof columns)[number]>): Promise<readonly TeamRow[]> {
  const departments = await tx
    .select({ id: department.id, name: department.name })
    .from(department)
    .where(and(eq(department.tenantId, tenantId), isNull(department.archivedAt)));
  const idOf = new Map(departments.map(({ id, name }) => [name.toLowerCase(), id]));
  return table.rows.flatMap(({ line, cells, present }) => {
    const name = nameField.safeParse(cells.name);
    const description = descriptionField.safeParse(cells.description);
    const departmentId = cells.department === '' ? null : idOf.get(cells.department.toLowerCase());
    if (!name.success) table.faults.add(line, 'name', name.error.issues[0]?.message ?? 'Not a name');
    if (!description.success) table.faults.add(line, 'description', description.error.issues[0]?.message ?? 'Not a description');
    if (departmentId === undefined) table.faults.add(line, 'department', 'There is no active department of this name');
    if (!name.success || !description.success || departmentId === undefined) return [];
    const said = <Value>(column: (typeof columns)[number], value: Value) => (present.has(column) ? value : null);
    return [
      {
        ...{ line, name: name.data, parent: said('parent', cells.parent), departmentId },
        ...{ department: said('department', cells.department), description: said('description', description.data) },
      },
    ];
  });
}

const publicIdOf = (kind: 'team' | 'department', id: string | null): string | null => (id === null ? null : toPublicId(kind, id));

async function write(ctx: OperationContext, created: readonly Planned[], changed: readonly Planned[]): Promise<readonly Change[]> {
  const { tx, tenantId, now } = ctx;
  if (created.length > 0) await requireRoom(tx, tenantId, 'teams', created.length);
  const rows = created.map(({ id, parentId, departmentId, description, row: { name } }) => ({
    ...{ tenantId, id, parentId, name, departmentId, description, createdAt: now, updatedAt: now },
  }));
  for (const part of inParts(rows, rowsAtOnce)) await tx.insert(team).values([...part]);
  const moves = changed.map(({ id, parentId, departmentId, description }) => ({
    ...{ id, parent: parentId, department: departmentId, description },
  }));
  if (changed.length > 0)
    await tx.execute(sql`
      update team t set parent_id = m.parent, department_id = m.department, description = m.description,
        updated_at = ${now.toISOString()}::timestamptz, version = t.version + 1
      from json_to_recordset(${JSON.stringify(moves)}::json) as m (id uuid, parent uuid, department uuid, description text)
      where t.tenant_id = ${tenantId} and t.id = m.id`);
  const told = (name: string, parentId: string | null, departmentId: string | null, description: string) => ({
    ...{ name, description, parent_id: publicIdOf('team', parentId), department_id: publicIdOf('department', departmentId) },
  });
  const after = ({ row, parentId, departmentId, description }: Planned) => told(row.name, parentId, departmentId, description);
  return [...created, ...changed].map((one) => ({
    ...{ resource: 'team', id: toPublicId('team', one.id), after: after(one) },
    before: one.team === null ? null : told(one.team.name, one.team.parentId, one.team.departmentId, one.team.description),
  }));
}

const isSame = ({ parentId, departmentId, description, team: now }: Planned): boolean =>
  now !== null && now.parentId === parentId && now.departmentId === departmentId && now.description === description;

function placeOf({ row: { department: of, parent }, team: now }: Planned): string {
  if (now !== null && of === null) return parent === null ? 'stays where it is' : parent === '' ? 'inside no team' : `inside ${parent}`;
  const words = [...(of ? [`in ${of}`] : []), ...(parent ? [`inside ${parent}`] : [])];
  return words.join(', ') || 'outside all departments';
}

/** What a row comes to, given what is there of its name. */
const settled = (node: PlannedNode<TeamRow>, there: KnownTeam | null): Planned => ({
  ...{ ...node, team: there, description: node.row.description ?? there?.description ?? '' },
  departmentId: node.row.department === null ? (there?.departmentId ?? null) : node.row.departmentId,
});

/**
 * Creates, moves and describes teams by a file; nothing where any row is wrong. An empty cell empties what it is about; a column
 * that the file lacks leaves it as it is.
 */
export const importTeams = defineUpload(teamImport, {
  receive: (body) => readCsvTable(body, { columns, required: 1, rowsMax: organizationRowsMax }),
  async run(ctx, input, table) {
    const { tx, tenantId, now } = ctx;
    await lockTenant(tx, tenantId);
    const known: KnownTeam[] = await tx
      .select({
        ...{ id: team.id, name: team.name, parentId: team.parentId, departmentId: team.departmentId, description: team.description },
      })
      .from(team)
      .where(and(eq(team.tenantId, tenantId), isNull(team.archivedAt)));
    const byId = new Map(known.map((one) => [one.id, one]));
    const { faults, rowCount } = table;
    const newId = () => newUuid(now.getTime());
    const nodes = planImport(known, await teamRows(ctx, table), { depthMax: teamDepthMax, newId }, faults);
    const planned = nodes.map((node) => settled(node, byId.get(node.id) ?? null));
    const created = planned.filter((one) => one.team === null);
    const changed = planned.filter((one) => one.team !== null && !isSame(one));
    const shown = (action: 'create' | 'change') => (one: Planned) => ({
      ...{ line: one.row.line, action, name: one.row.name, detail: placeOf(one) },
    });
    const rows = [...created.map(shown('create')), ...changed.map(shown('change'))];
    const unchanged = planned.length - rows.length;
    return previewOrApply({ rowCount, rows, unchanged, faults }, input.apply === 'true', () => write(ctx, created, changed));
  },
});
