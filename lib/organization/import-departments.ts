import { and, eq, isNull, sql } from 'drizzle-orm';
import { department } from '#db/schema/index.ts';
import type { Change } from '#lib/command/audit-writer.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { defineUpload } from '#lib/command/define-upload.ts';
import { lockTenant } from '#lib/command/lock-row.ts';
import { departmentDepthMax } from '#lib/contracts/departments.ts';
import { line as oneLine } from '#lib/contracts/fields.ts';
import { departmentImport, organizationRowsMax } from '#lib/contracts/organization-imports.ts';
import { newUuid, toPublicId } from '#lib/core/ids.ts';
import { inParts } from '#lib/core/in-parts.ts';
import { type CsvTable, readCsvTable } from './csv-table.ts';
import { previewOrApply } from './import-result.ts';
import { type NodeRow, type PlannedNode, planImport } from './plan-import.ts';
import { requireRoom } from './require-room.ts';

const columns = ['name', 'parent'] as const;
const rowsAtOnce = 2000;
const nameField = oneLine(120);
type Planned = PlannedNode<NodeRow>;

/** Rows whose names can be names; the others are noted. */
function nodeRows({ rows, faults }: CsvTable<(typeof columns)[number]>): readonly NodeRow[] {
  return rows.flatMap(({ line, cells, present }) => {
    const name = nameField.safeParse(cells.name);
    if (!name.success) faults.add(line, 'name', name.error.issues[0]?.message ?? 'Not a name');
    return name.success ? [{ line, name: name.data, parent: present.has('parent') ? cells.parent : null }] : [];
  });
}

const publicIdOf = (id: string | null): string | null => (id === null ? null : toPublicId('department', id));

async function write(ctx: OperationContext, created: readonly Planned[], moved: readonly Planned[]): Promise<readonly Change[]> {
  const { tx, tenantId, now } = ctx;
  if (created.length > 0) await requireRoom(tx, tenantId, 'departments', created.length);
  const rows = created.map(({ id, parentId, row }) => ({ tenantId, id, parentId, name: row.name, createdAt: now, updatedAt: now }));
  for (const part of inParts(rows, rowsAtOnce)) await tx.insert(department).values([...part]);
  const moves = JSON.stringify(moved.map(({ id, parentId }) => ({ id, parent: parentId })));
  if (moved.length > 0)
    await tx.execute(sql`
      update department d set parent_id = m.parent, updated_at = ${now.toISOString()}::timestamptz, version = d.version + 1
      from json_to_recordset(${moves}::json) as m (id uuid, parent uuid) where d.tenant_id = ${tenantId} and d.id = m.id`);
  const told = ({ row, parentId }: Planned) => ({ name: row.name, parent_id: publicIdOf(parentId) });
  return [
    ...created.map((one) => ({ resource: 'department', id: toPublicId('department', one.id), before: null, after: told(one) })),
    ...moved.map((one) => ({
      ...{ resource: 'department', id: toPublicId('department', one.id), after: told(one) },
      before: { name: one.known?.name, parent_id: publicIdOf(one.known?.parentId ?? null) },
    })),
  ];
}

/**
 * Creates and moves departments by a file; nothing where any row is wrong. Without the column `parent` those that are there stay
 * where they are. The tenant is held, so that what was planned is what is there.
 */
export const importDepartments = defineUpload(departmentImport, {
  receive: (body) => readCsvTable(body, { columns, required: 1, rowsMax: organizationRowsMax }),
  async run(ctx, input, table) {
    const { tx, tenantId, now } = ctx;
    await lockTenant(tx, tenantId);
    const known = await tx
      .select({ id: department.id, name: department.name, parentId: department.parentId })
      .from(department)
      .where(and(eq(department.tenantId, tenantId), isNull(department.archivedAt)));
    const { faults, rowCount } = table;
    const newId = () => newUuid(now.getTime());
    const planned = planImport(known, nodeRows(table), { depthMax: departmentDepthMax, newId }, faults);
    const created = planned.filter((one) => one.known === null);
    const moved = planned.filter((one) => one.known !== null && one.known.parentId !== one.parentId);
    const shown = (action: 'create' | 'change') => (one: Planned) => ({
      ...{ line: one.row.line, action, name: one.row.name },
      detail: one.row.parent === '' || one.row.parent === null ? 'at the top' : `under ${one.row.parent}`,
    });
    const rows = [...created.map(shown('create')), ...moved.map(shown('change'))];
    const unchanged = planned.length - rows.length;
    return previewOrApply({ rowCount, rows, unchanged, faults }, input.apply === 'true', () => write(ctx, created, moved));
  },
});
