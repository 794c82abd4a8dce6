import { and, eq, sql } from 'drizzle-orm';
import { costCenter, userAccount } from '#db/schema/index.ts';
import type { Change } from '#lib/command/audit-writer.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { defineUpload } from '#lib/command/define-upload.ts';
import { lockTenant } from '#lib/command/lock-row.ts';
import { costCenterImport } from '#lib/contracts/cost-center-import.ts';
import { costCenterCreate, costCenterDepthMax, costCentersMax } from '#lib/contracts/cost-centers.ts';
import { AppError } from '#lib/core/errors.ts';
import { newUuid, toPublicId } from '#lib/core/ids.ts';
import { type CsvTable, readCsvTable } from '#lib/organization/csv-table.ts';
import { previewOrApply } from '#lib/organization/import-result.ts';
import { type KnownNode, type NodeRow, type PlannedNode, planImport } from '#lib/organization/plan-import.ts';
import { isActiveCenter } from './cost-center-rows.ts';

const columns = ['code', 'name', 'parent', 'manager', 'description'] as const;
const { code: codeField, name: nameField, description: descriptionField } = costCenterCreate.input.shape;

interface Kept {
  readonly title: string;
  readonly description: string;
  readonly managerId: string | null;
}

/** What the file does not say is null or undefined: it stays as it is. The node's name is the code. */
interface CenterRow extends NodeRow {
  readonly title: string;
  readonly description: string | null;
  readonly managerId: string | null | undefined;
}
type KnownCenter = KnownNode & Kept;
type Planned = PlannedNode<CenterRow> & Kept & { readonly center: KnownCenter | null };

async function readKnown({ tx, tenantId }: OperationContext): Promise<KnownCenter[]> {
  return tx
    .select({
      ...{ id: costCenter.id, name: costCenter.code, parentId: costCenter.parentId, title: costCenter.name },
      ...{ description: costCenter.description, managerId: costCenter.managerId },
    })
    .from(costCenter)
    .where(isActiveCenter(tenantId));
}

/** Active people by their addresses in lower case, of those that the file names. */
async function readManagers({ tx, tenantId }: OperationContext, emails: readonly string[]): Promise<ReadonlyMap<string, string>> {
  if (emails.length === 0) return new Map();
  const named = sql`(select jsonb_array_elements_text(${JSON.stringify([...new Set(emails)])}::jsonb))`;
  const rows = await tx
    .select({ id: userAccount.id, email: sql<string>`lower(${userAccount.email})` })
    .from(userAccount)
    .where(and(eq(userAccount.tenantId, tenantId), eq(userAccount.status, 'active'), sql`lower(${userAccount.email}) in ${named}`));
  return new Map(rows.map(({ id, email }) => [email, id]));
}

/** Rows that name what there is; the others are noted. */
async function centerRows(ctx: OperationContext, { rows, faults }: CsvTable<(typeof columns)[number]>): Promise<CenterRow[]> {
  const managers = await readManagers(
    ctx,
    rows.flatMap(({ cells }) => (cells.manager === '' ? [] : [cells.manager.toLowerCase()])),
  );
  return rows.flatMap(({ line, cells, present }) => {
    const code = codeField.safeParse(cells.code);
    const title = nameField.safeParse(cells.name);
    const description = descriptionField.safeParse(cells.description);
    const managerId = cells.manager === '' ? null : managers.get(cells.manager.toLowerCase());
    if (!code.success) faults.add(line, 'code', code.error.issues[0]?.message ?? 'Not a code');
    if (!title.success) faults.add(line, 'name', title.error.issues[0]?.message ?? 'Not a name');
    if (!description.success) faults.add(line, 'description', description.error.issues[0]?.message ?? 'Not a description');
    if (managerId === undefined) faults.add(line, 'manager', 'Nobody who is active has this e-mail address');
    if (!code.success || !title.success || !description.success || managerId === undefined) return [];
    return [
      {
        ...{ line, name: code.data, title: title.data, parent: present.has('parent') ? cells.parent : null },
        description: present.has('description') ? description.data : null,
        managerId: present.has('manager') ? managerId : undefined,
      },
    ];
  });
}

const settled = (node: PlannedNode<CenterRow>, there: KnownCenter | null): Planned => ({
  ...{ ...node, center: there, title: node.row.title },
  description: node.row.description ?? there?.description ?? '',
  managerId: node.row.managerId === undefined ? (there?.managerId ?? null) : node.row.managerId,
});

const isSame = ({ center, parentId, title, description, managerId }: Planned): boolean =>
  center?.parentId === parentId && center.title === title && center.description === description && center.managerId === managerId;

const told = (code: string, parentId: string | null, { title, description, managerId }: Kept) => ({
  ...{ code, name: title, description },
  parent_id: parentId === null ? null : toPublicId('costCenter', parentId),
  manager_id: managerId === null ? null : toPublicId('user', managerId),
});

async function write({ tx, tenantId, now }: OperationContext, created: readonly Planned[], changed: readonly Planned[]): Promise<Change[]> {
  const rows = created.map(({ id, parentId, row, title: name, description, managerId }) => ({
    ...{ tenantId, id, code: row.name, name, description, parentId, managerId, createdAt: now, updatedAt: now },
  }));
  if (rows.length > 0) await tx.insert(costCenter).values(rows);
  const updates = changed.map(({ id, parentId, title, description, managerId }) => ({
    id,
    parent: parentId,
    title,
    description,
    manager: managerId,
  }));
  if (updates.length > 0)
    await tx.execute(sql`
      update cost_center c set parent_id = m.parent, name = m.title, description = m.description, manager_id = m.manager,
        updated_at = ${now.toISOString()}::timestamptz, version = c.version + 1
      from json_to_recordset(${JSON.stringify(updates)}::json) as m (id uuid, parent uuid, title text, description text, manager uuid)
      where c.tenant_id = ${tenantId} and c.id = m.id`);
  return [...created, ...changed].map((one) => ({
    ...{ resource: 'cost_center', id: toPublicId('costCenter', one.id), after: told(one.row.name, one.parentId, one) },
    before: one.center === null ? null : told(one.center.name, one.center.parentId, one.center),
  }));
}

function wordsOf({ row, center, title, description, managerId, parentId }: Planned): string {
  const place =
    row.parent === '' || (row.parent === null && parentId === null) ? 'at the top' : `under ${row.parent ?? 'what it is under'}`;
  if (center === null) return `${title}, ${place}`;
  return [
    ...(center.title === title ? [] : [`${center.title} → ${title}`]),
    ...(center.parentId === parentId ? [] : [place]),
    ...(center.managerId === managerId ? [] : [managerId === null ? 'no manager' : 'another manager']),
    ...(center.description === description ? [] : ['another description']),
  ].join(', ');
}

/**
 * Creates and changes cost centers by a file; nothing where any row is wrong. An empty cell empties what it is about; a column that
 * the file lacks leaves it as it is. What is not in the file stays: nothing is archived.
 */
export const importCostCenters = defineUpload(costCenterImport, {
  receive: (body) => readCsvTable(body, { columns, required: 2, rowsMax: costCentersMax }),
  async run(ctx, input, table) {
    await lockTenant(ctx.tx, ctx.tenantId);
    const known = await readKnown(ctx);
    const byId = new Map(known.map((one) => [one.id, one]));
    const { faults, rowCount } = table;
    const newId = () => newUuid(ctx.now.getTime());
    const tree = { depthMax: costCenterDepthMax, newId, nameColumn: 'code' };
    const planned = planImport(known, await centerRows(ctx, table), tree, faults).map((node) => settled(node, byId.get(node.id) ?? null));
    const created = planned.filter(({ center }) => center === null);
    const changed = planned.filter((one) => one.center !== null && !isSame(one));
    if (known.length + created.length > costCentersMax)
      throw new AppError('limit_reached', {
        detail: `The organization may have ${costCentersMax} cost centers; this would make it ${known.length + created.length}.`,
      });
    const shown = (action: 'create' | 'change') => (one: Planned) => ({
      line: one.row.line,
      action,
      name: one.row.name,
      detail: wordsOf(one),
    });
    const rows = [...created.map(shown('create')), ...changed.map(shown('change'))];
    const plan = { rowCount, rows, unchanged: planned.length - rows.length, faults };
    return previewOrApply(plan, input.apply === 'true', () => write(ctx, created, changed));
  },
});
