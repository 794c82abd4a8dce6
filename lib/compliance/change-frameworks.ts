import { and, count, eq, isNull } from 'drizzle-orm';
import { complianceFramework } from '#db/schema/index.ts';
import type { Change } from '#lib/command/audit-writer.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { defineCommand } from '#lib/command/define-command.ts';
import { lockRow } from '#lib/command/lock-row.ts';
import { refuseDuplicate } from '#lib/command/refuse-duplicate.ts';
import {
  complianceFrameworkArchive,
  complianceFrameworkCreate,
  complianceFrameworkUpdate,
  ownFrameworksMax,
} from '#lib/contracts/compliance-frameworks.ts';
import { AppError } from '#lib/core/errors.ts';
import { fromPublicId, newUuid, toPublicId } from '#lib/core/ids.ts';
import { readFramework } from './framework-rows.ts';
import { requireControls } from './own-controls.ts';
import { lockCompliance } from './perform-audit.ts';

type Row = typeof complianceFramework.$inferSelect;

const taken = { pointer: '/name', detail: 'Another framework has this name' };
const wire = ({ name, description, controls }: Pick<Row, 'name' | 'description' | 'controls'>) => ({ name, description, controls });
const changeOf = (id: string, before: object | null, after: object | null): Change => ({
  resource: 'compliance_framework',
  id: toPublicId('complianceFramework', id),
  before,
  after,
});

/** The framework under a lock; those that come with Tollgate are the same for everybody. */
async function lockOwn({ tx, tenantId, expectVersion }: OperationContext, key: string): Promise<Row> {
  const id = fromPublicId('complianceFramework', key);
  if (id === undefined) throw new AppError('conflict', { detail: 'A framework that comes with Tollgate cannot be changed.' });
  await lockRow(tx, complianceFramework, tenantId, id);
  const own = and(eq(complianceFramework.tenantId, tenantId), eq(complianceFramework.id, id), isNull(complianceFramework.archivedAt));
  const [row] = await tx.select().from(complianceFramework).where(own);
  if (row === undefined) throw new AppError('not_found');
  expectVersion(row.version);
  return row;
}

export const createFramework = defineCommand(complianceFrameworkCreate, async (ctx, input) => {
  const { tx, tenantId, now } = ctx;
  requireControls(input.controls);
  await lockCompliance(ctx);
  const alive = and(eq(complianceFramework.tenantId, tenantId), isNull(complianceFramework.archivedAt));
  const [held] = await tx.select({ number: count() }).from(complianceFramework).where(alive);
  if ((held?.number ?? 0) >= ownFrameworksMax)
    throw new AppError('limit_reached', { detail: `An organization has at most ${ownFrameworksMax} frameworks of its own.` });
  const id = newUuid(now.getTime());
  const made = tx.insert(complianceFramework).values({ tenantId, id, ...input, createdAt: now, updatedAt: now });
  await refuseDuplicate('compliance_framework_name', taken, made);
  return { result: await readFramework(ctx, toPublicId('complianceFramework', id)), changes: [changeOf(id, null, wire(input))] };
});

export const updateFramework = defineCommand(complianceFrameworkUpdate, async (ctx, { framework: key, ...given }) => {
  const { tx, tenantId, now } = ctx;
  const before = await lockOwn(ctx, key);
  const { id } = before;
  const { name, description, controls } = given;
  if (controls !== undefined) requireControls(controls);
  const set = { ...(name && { name }), ...(description === undefined ? {} : { description }), ...(controls && { controls }) };
  if (Object.keys(set).length === 0) return { result: await readFramework(ctx, key), changes: null };
  const changed = tx
    .update(complianceFramework)
    .set({ ...set, updatedAt: now, version: before.version + 1 })
    .where(and(eq(complianceFramework.tenantId, tenantId), eq(complianceFramework.id, id)));
  await refuseDuplicate('compliance_framework_name', taken, changed);
  return { result: await readFramework(ctx, key), changes: [changeOf(id, wire(before), wire({ ...before, ...set }))] };
});

export const archiveFramework = defineCommand(complianceFrameworkArchive, async (ctx, { framework: key }) => {
  const { tx, tenantId, now } = ctx;
  const before = await lockOwn(ctx, key);
  const { id } = before;
  await tx
    .update(complianceFramework)
    .set({ archivedAt: now, version: before.version + 1 })
    .where(and(eq(complianceFramework.tenantId, tenantId), eq(complianceFramework.id, id)));
  return { result: null, changes: [changeOf(id, wire(before), null)] };
});
