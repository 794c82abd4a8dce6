import { and, eq } from 'drizzle-orm';
import { virtualKey } from '#db/schema/index.ts';
import { changeOf } from '#lib/command/change.ts';
import type { OperationContext } from '#lib/command/context.ts';
import type { Outcome, Unchanged } from '#lib/command/executable.ts';
import { lockRow } from '#lib/command/lock-row.ts';
import { VirtualKey } from '#lib/contracts/keys.ts';
import { readKey } from './key-rows.ts';

/** Columns a change may set. */
export type KeyColumns = Partial<
  Pick<
    typeof virtualKey.$inferInsert,
    | ('name' | 'status' | 'expiresAt' | 'projectId' | 'environmentId' | 'disabledFor' | 'disabledBy' | 'disabledAt' | 'rotationStage')
    | ('allowedModels' | 'allowedProviders' | 'allowedEndpoints' | 'allowedAddresses' | 'tags')
  >
>;

/** Locks a key and reads it as it is before the change; checks If-Match. */
export async function lockKey(ctx: OperationContext, id: string): Promise<VirtualKey> {
  await lockRow(ctx.tx, virtualKey, ctx.tenantId, id);
  const before = await readKey(ctx, id);
  ctx.expectVersion(before.version);
  return before;
}

/** Writes the columns of a locked key, as one more version. */
export async function writeKey(ctx: OperationContext, before: VirtualKey, columns: KeyColumns): Promise<VirtualKey> {
  await ctx.tx
    .update(virtualKey)
    .set({ ...columns, updatedAt: ctx.now, version: before.version + 1 })
    .where(and(eq(virtualKey.tenantId, ctx.tenantId), eq(virtualKey.id, before.id)));
  return readKey(ctx, before.id);
}

/** Changes a locked key; without columns nothing changes. */
export async function changeKey(
  ctx: OperationContext,
  before: VirtualKey,
  columns: KeyColumns,
): Promise<Outcome<VirtualKey> | Unchanged<VirtualKey>> {
  if (Object.values(columns).every((value) => value === undefined)) return { result: before, changes: null };
  const after = await writeKey(ctx, before, columns);
  return { result: after, changes: [changeOf('key', 'key', VirtualKey, before, after)] };
}
