import { and, eq, isNull, sql } from 'drizzle-orm';
import { costCenter, department, project, team, userAccount } from '#db/schema/index.ts';
import type { Change } from '#lib/command/audit-writer.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { defineUpload } from '#lib/command/define-upload.ts';
import { lockTenant } from '#lib/command/lock-row.ts';
import type { ImportedRow } from '#lib/contracts/organization-imports.ts';
import { projectImport, projectRowsMax } from '#lib/contracts/project-import.ts';
import { projectFields, slug as slugField } from '#lib/contracts/project-resource.ts';
import { projectCreate } from '#lib/contracts/projects.ts';
import { AppError } from '#lib/core/errors.ts';
import { type CsvTable, readCsvTable } from '#lib/organization/csv-table.ts';
import type { FaultList } from '#lib/organization/fault-list.ts';
import { previewOrApply } from '#lib/organization/import-result.ts';
import { makeProject } from './create-project.ts';
import { slugOf } from './project-columns.ts';
import { changeProject } from './update-project.ts';

const columns = ['name', 'slug', 'team', 'department', 'cost_center', 'owner', 'start_date', 'end_date', 'description'] as const;
type Column = (typeof columns)[number];

/** A row as the fields of a project; what the file does not say is not there. */
interface PlannedProject {
  readonly line: number;
  readonly slug: string;
  readonly name: string;
  readonly fields: Readonly<Record<string, string | null>>;
}

interface KnownProject {
  readonly id: string;
  readonly fields: Readonly<Record<string, string | null>>;
}

/** Ids by what a file may call things, in lower case. */
interface Names {
  readonly team: ReadonlyMap<string, string>;
  readonly department: ReadonlyMap<string, string>;
  readonly cost_center: ReadonlyMap<string, string>;
  readonly owner: ReadonlyMap<string, string>;
}

const idFields = { team: 'team_id', department: 'department_id', cost_center: 'cost_center_id', owner: 'owner_id' } as const;
const unknown = {
  team: 'There is no active team of this name',
  department: 'There is no active department of this name',
  cost_center: 'There is no active cost center with this code',
  owner: 'Nobody who is active has this e-mail address',
} as const;

async function readNames({ tx, tenantId }: OperationContext): Promise<Names> {
  const named = (rows: readonly { id: string; name: string }[]) => new Map(rows.map(({ id, name }) => [name.toLowerCase(), id]));
  const active = async (table: typeof team | typeof department) =>
    named(
      await tx
        .select({ id: table.id, name: table.name })
        .from(table)
        .where(and(eq(table.tenantId, tenantId), isNull(table.archivedAt))),
    );
  const centers = await tx
    .select({ id: costCenter.id, name: costCenter.code })
    .from(costCenter)
    .where(and(eq(costCenter.tenantId, tenantId), isNull(costCenter.archivedAt)));
  const people = await tx
    .select({ id: userAccount.id, name: sql<string>`lower(${userAccount.email})` })
    .from(userAccount)
    .where(and(eq(userAccount.tenantId, tenantId), eq(userAccount.status, 'active')));
  return { team: await active(team), department: await active(department), cost_center: named(centers), owner: named(people) };
}

async function readKnown({ tx, tenantId }: OperationContext): Promise<ReadonlyMap<string, KnownProject>> {
  const rows = await tx
    .select()
    .from(project)
    .where(and(eq(project.tenantId, tenantId), isNull(project.archivedAt)));
  return new Map(
    rows.map((row) => [
      row.slug,
      {
        id: row.id,
        fields: {
          ...{ name: row.name, team_id: row.teamId, department_id: row.departmentId, cost_center_id: row.costCenterId },
          ...{ owner_id: row.ownerId, start_date: row.startDate, end_date: row.endDate, description: row.description },
        },
      },
    ]),
  );
}

/** One row, with what it has wrong noted; undefined where anything is. */
function planRow({ line, cells, present }: CsvTable<Column>['rows'][number], names: Names, faults: FaultList): PlannedProject | undefined {
  const before = faults.count;
  const check = (
    column: Column,
    parsed: { readonly success: boolean; readonly error?: { readonly issues: readonly { readonly message: string }[] } },
  ) => {
    if (!parsed.success) faults.add(line, column, parsed.error?.issues[0]?.message ?? 'Not valid');
  };
  check('name', projectCreate.input.shape.name.safeParse(cells.name));
  const slug = cells.slug === '' ? slugOf(cells.name) : cells.slug;
  check(cells.slug === '' ? 'name' : 'slug', slugField.safeParse(slug));
  const fields: Record<string, string | null> = { name: cells.name };
  for (const column of ['start_date', 'end_date'] as const) {
    if (!present.has(column)) continue;
    fields[column] = cells[column] === '' ? null : cells[column];
    check(column, projectFields[column].safeParse(fields[column]));
  }
  const { start_date: start, end_date: end } = fields;
  if (start != null && end != null && end < start) faults.add(line, 'end_date', 'Must not be before start_date');
  if (present.has('description')) {
    fields.description = cells.description;
    check('description', projectFields.description.safeParse(cells.description));
  }
  for (const column of ['team', 'department', 'cost_center', 'owner'] as const) {
    if (!present.has(column)) continue;
    const id = cells[column] === '' ? null : names[column].get(cells[column].toLowerCase());
    if (id === undefined) faults.add(line, column, unknown[column]);
    else fields[idFields[column]] = id;
  }
  return faults.count === before ? { line, slug, name: cells.name, fields } : undefined;
}

function planRows({ rows, faults }: CsvTable<Column>, names: Names): PlannedProject[] {
  const lineOfSlug = new Map<string, number>();
  return rows.flatMap((row) => {
    const planned = planRow(row, names, faults);
    if (planned === undefined) return [];
    const earlier = lineOfSlug.get(planned.slug);
    if (earlier !== undefined) faults.add(row.line, 'slug', `The slug ${planned.slug} stands in line ${earlier} already`);
    lineOfSlug.set(planned.slug, earlier ?? row.line);
    return earlier === undefined ? [planned] : [];
  });
}

/** Fields that would become something else. */
const changesOf = ({ fields }: PlannedProject, known: KnownProject): readonly string[] =>
  Object.keys(fields).filter((name) => fields[name] !== known.fields[name]);

const given = (fields: Readonly<Record<string, string | null>>): Record<string, string> =>
  Object.fromEntries(Object.entries(fields).flatMap(([name, value]) => (value === null ? [] : [[name, value]])));

/** Carries out one row as the operation for one project would; its faults are said of the line. */
async function writeRow(ctx: OperationContext, planned: PlannedProject, known: KnownProject | undefined): Promise<readonly Change[]> {
  try {
    const unversioned = { ...ctx, expectVersion: () => {} };
    if (known !== undefined) return (await changeProject(unversioned, { project_id: known.id, ...planned.fields })).changes ?? [];
    const { name, ...fields } = given(planned.fields);
    return (await makeProject(ctx, { name: name ?? planned.name, slug: planned.slug, ...fields })).changes;
  } catch (error) {
    if (!(error instanceof AppError) || error.code === 'forbidden' || error.status >= 500) throw error;
    const errors = error.errors.map(({ pointer, detail }) => ({ pointer: `/lines/${planned.line}${pointer}`, detail }));
    throw new AppError(error.code, {
      detail: `Line ${planned.line}: ${error.detail}`,
      errors: errors.length === 0 ? [{ pointer: `/lines/${planned.line}`, detail: error.detail }] : errors,
    });
  }
}

/**
 * Creates and changes projects by a file, by the rules of the operations for one; nothing where any row is wrong. Projects are told
 * apart by their slug, which is made from the name unless said. Status and approvals are nothing a file decides.
 */
export const importProjects = defineUpload(projectImport, {
  receive: (body) => readCsvTable(body, { columns, required: 1, rowsMax: projectRowsMax }),
  async run(ctx, input, table) {
    await lockTenant(ctx.tx, ctx.tenantId);
    const known = await readKnown(ctx);
    const planned = planRows(table, await readNames(ctx));
    const rows = planned.flatMap((one): (ImportedRow & { planned: PlannedProject })[] => {
      const there = known.get(one.slug);
      const shown = { line: one.line, name: one.name, planned: one };
      if (there === undefined) return [{ ...shown, action: 'create', detail: `as ${one.slug}` }];
      const changed = changesOf(one, there).map((field) => field.replace(/_id$/, '').replace('_', ' '));
      return changed.length === 0 ? [] : [{ ...shown, action: 'change', detail: changed.join(', ') }];
    });
    const shown = rows.map(({ planned: _, ...row }) => row);
    const plan = { rowCount: table.rowCount, rows: shown, unchanged: planned.length - rows.length, faults: table.faults };
    return previewOrApply(plan, input.apply === 'true', async () => {
      const changes: Change[] = [];
      for (const { planned: one } of rows) changes.push(...(await writeRow(ctx, one, known.get(one.slug))));
      return changes;
    });
  },
});
