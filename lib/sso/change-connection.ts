import { and, eq } from 'drizzle-orm';
import { ssoConnection } from '#db/schema/index.ts';
import { changeOf } from '#lib/command/change.ts';
import type { OperationContext } from '#lib/command/context.ts';
import type { Outcome } from '#lib/command/executable.ts';
import { lockRow } from '#lib/command/lock-row.ts';
import { refuseDuplicate } from '#lib/command/refuse-duplicate.ts';
import { SsoConnection } from '#lib/contracts/sso-resource.ts';
import { AppError } from '#lib/core/errors.ts';
import { readConnectionRow, type SsoConnectionRow, toResource } from './connection-rows.ts';

export const connectionNameTaken = { pointer: '/name', detail: 'Another identity provider has this name' };

type Columns = Partial<Omit<typeof ssoConnection.$inferInsert, 'tenantId' | 'id' | 'version' | 'updatedAt'>>;

/** Locks a connection and reads it as it is before the change; checks If-Match and refuses archived ones. */
export async function lockConnection(ctx: OperationContext, id: string): Promise<SsoConnectionRow> {
  await lockRow(ctx.tx, ssoConnection, ctx.tenantId, id);
  const before = await readConnectionRow(ctx.tx, ctx.tenantId, id);
  ctx.expectVersion(before.version);
  if (before.archivedAt !== null) throw new AppError('conflict', { detail: `${before.name} is archived. Connect another provider.` });
  return before;
}

/** Writes the columns of a locked connection, as one more version. */
export async function changeConnection(ctx: OperationContext, before: SsoConnectionRow, columns: Columns): Promise<Outcome<SsoConnection>> {
  const { tx, tenantId } = ctx;
  const written = tx
    .update(ssoConnection)
    .set({ ...columns, updatedAt: ctx.now, version: before.version + 1 })
    .where(and(eq(ssoConnection.tenantId, tenantId), eq(ssoConnection.id, before.id)));
  await refuseDuplicate('sso_connection_name', connectionNameTaken, written);
  const after = toResource(await readConnectionRow(tx, tenantId, before.id));
  return { result: after, changes: [changeOf('sso_connection', 'ssoConnection', SsoConnection, toResource(before), after)] };
}
