import { and, eq } from 'drizzle-orm';
import { connection } from '#db/schema/index.ts';
import { changeOf } from '#lib/command/change.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { defineAction } from '#lib/command/define-action.ts';
import { lockRow } from '#lib/command/lock-row.ts';
import { Connection, connectionTest, type TestResult } from '#lib/contracts/connections.ts';
import { readConnection } from './connection-rows.ts';
import { openConnection } from './open-connection.ts';
import { probeConnection } from './probe-connection.ts';
import { requireProvider } from './require-address.ts';

/** Models a connection takes over: it names none, and nothing else says what its provider serves. */
function learnedModels(ctx: OperationContext, before: Connection, result: TestResult): string[] | undefined {
  const provider = requireProvider(ctx, before.provider);
  const isServed = provider.listing?.isServed ?? true;
  const isOpen = isServed && before.models.length === 0 && provider.models !== 'catalogue' && provider.models.length === 0;
  return isOpen && result.ok && result.models !== undefined && result.models.length > 0 ? result.models : undefined;
}

async function record(ctx: OperationContext, input: { connection_id: string }, result: TestResult) {
  const { tx, tenantId, now } = ctx;
  await lockRow(tx, connection, tenantId, input.connection_id);
  const before = await readConnection(ctx, input.connection_id);
  const models = learnedModels(ctx, before, result);
  const { models: listed, steps, ...rest } = result;
  await tx
    .update(connection)
    // A test is no change of the connection: whoever edits it meanwhile is not disturbed, unless models were learned.
    .set({
      testedAt: now,
      testResult: { ...rest, ...(listed === undefined ? {} : { models: listed }), ...(steps === undefined ? {} : { steps }) },
      ...(models === undefined ? {} : { models, updatedAt: now, version: before.version + 1 }),
    })
    .where(and(eq(connection.tenantId, tenantId), eq(connection.id, before.id)));
  const after = await readConnection(ctx, before.id);
  return { result: after, changes: [changeOf('connection', 'connection', Connection, before, after)] as const };
}

export const testConnection = defineAction(connectionTest, {
  prepare: async (ctx, input) => ({ probe: await openConnection(ctx, input.connection_id), outbound: ctx.runtime.outbound }),
  effect: ({ outbound, probe }) => probeConnection(outbound, probe),
  record,
});
