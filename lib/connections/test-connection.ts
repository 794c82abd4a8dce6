import { and, eq } from 'drizzle-orm';
import { connection } from '#db/schema/index.ts';
import { changeOf } from '#lib/command/change.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { defineAction } from '#lib/command/define-action.ts';
import { lockRow } from '#lib/command/lock-row.ts';
import { Connection, connectionTest, type TestResult } from '#lib/contracts/connections.ts';
import { AppError } from '#lib/core/errors.ts';
import { readConnection } from './connection-rows.ts';
import { openWith, readWrappedKeys } from './keyring.ts';
import { type Probe, probeConnection } from './probe-connection.ts';
import { requireProvider } from './require-address.ts';

async function prepare(ctx: OperationContext, input: { connection_id: string }) {
  const { tx, tenantId, runtime } = ctx;
  const [row] = await tx
    .select()
    .from(connection)
    .where(and(eq(connection.tenantId, tenantId), eq(connection.id, input.connection_id)));
  if (row === undefined) throw new AppError('not_found');
  if (row.archivedAt !== null) throw new AppError('conflict', { detail: `${row.name} is archived.` });
  const { credential, encryptionKeyId, id: connectionId, baseUrl, models, settings } = row;
  const opened =
    credential === null || encryptionKeyId === null
      ? null
      : openWith(runtime.masterKeys, tenantId, await readWrappedKeys(tx, tenantId), { connectionId, credential, encryptionKeyId });
  const probe: Probe = { provider: requireProvider(ctx, row.provider), baseUrl, credential: opened, models, settings };
  return { probe, outbound: runtime.outbound };
}

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
  const { models: listed, ...rest } = result;
  await tx
    .update(connection)
    // A test is no change of the connection: whoever edits it meanwhile is not disturbed, unless models were learned.
    .set({
      testedAt: now,
      testResult: { ...rest, ...(listed === undefined ? {} : { models: listed }) },
      ...(models === undefined ? {} : { models, updatedAt: now, version: before.version + 1 }),
    })
    .where(and(eq(connection.tenantId, tenantId), eq(connection.id, before.id)));
  const after = await readConnection(ctx, before.id);
  return { result: after, changes: [changeOf('connection', 'connection', Connection, before, after)] as const };
}

export const testConnection = defineAction(connectionTest, {
  prepare,
  effect: ({ outbound, probe }) => probeConnection(outbound, probe),
  record,
});
