import { and, eq } from 'drizzle-orm';
import { connection } from '#db/schema/index.ts';
import { changeOf } from '#lib/command/change.ts';
import type { OperationContext } from '#lib/command/context.ts';
import type { Outcome } from '#lib/command/executable.ts';
import { lockRow } from '#lib/command/lock-row.ts';
import { refuseDuplicate } from '#lib/command/refuse-duplicate.ts';
import { Connection } from '#lib/contracts/connections.ts';
import { AppError } from '#lib/core/errors.ts';
import { readConnection } from './connection-rows.ts';
import { connectionNameTaken } from './create-connection.ts';

type ConnectionColumns = Partial<Omit<typeof connection.$inferInsert, 'tenantId' | 'id' | 'version' | 'updatedAt'>>;

/** Locks a connection and reads it as it is before the change; checks If-Match and refuses archived ones. */
export async function lockConnection(ctx: OperationContext, id: string): Promise<Connection> {
  await lockRow(ctx.tx, connection, ctx.tenantId, id);
  const before = await readConnection(ctx, id);
  ctx.expectVersion(before.version);
  if (before.status === 'archived') throw new AppError('conflict', { detail: `${before.name} is archived. Create another connection.` });
  return before;
}

/** Writes the columns of a locked connection, as one more version. */
export async function changeConnection(
  ctx: OperationContext,
  before: Connection,
  columns: ConnectionColumns,
): Promise<Outcome<Connection>> {
  const written = ctx.tx
    .update(connection)
    .set({ ...columns, updatedAt: ctx.now, version: before.version + 1 })
    .where(and(eq(connection.tenantId, ctx.tenantId), eq(connection.id, before.id)));
  await refuseDuplicate('connection_name', connectionNameTaken, written);
  const after = await readConnection(ctx, before.id);
  return { result: after, changes: [changeOf('connection', 'connection', Connection, before, after)] };
}
