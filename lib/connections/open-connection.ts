import { and, eq } from 'drizzle-orm';
import { connection } from '#db/schema/index.ts';
import type { CommandRuntime, TenantReading } from '#lib/command/context.ts';
import { AppError } from '#lib/core/errors.ts';
import { openWith, readWrappedKeys } from './keyring.ts';
import type { Probe } from './probe-connection.ts';
import { requireProvider } from './require-address.ts';

/** What opening a connection takes. */
export interface ConnectionReading extends TenantReading {
  readonly runtime: Pick<CommandRuntime, 'masterKeys' | 'providers'>;
}

/** A connection with its credential opened, for an action's effect; `conflict` where it is archived. Never store or log it. */
export async function openConnection(ctx: ConnectionReading, id: string): Promise<Probe> {
  const { tx, tenantId, runtime } = ctx;
  const [row] = await tx
    .select()
    .from(connection)
    .where(and(eq(connection.tenantId, tenantId), eq(connection.id, id)));
  if (row === undefined) throw new AppError('not_found');
  if (row.archivedAt !== null) throw new AppError('conflict', { detail: `${row.name} is archived.` });
  const { credential, encryptionKeyId, id: connectionId, baseUrl, models, settings } = row;
  const opened =
    credential === null || encryptionKeyId === null
      ? null
      : openWith(runtime.masterKeys, tenantId, await readWrappedKeys(tx, tenantId), { connectionId, credential, encryptionKeyId });
  return { provider: requireProvider(ctx, row.provider), baseUrl, credential: opened, models, settings };
}
