import { and, count, eq, isNull } from 'drizzle-orm';
import { connection, tenant } from '#db/schema/index.ts';
import { changeOf } from '#lib/command/change.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { defineCommand } from '#lib/command/define-command.ts';
import { refuseDuplicate } from '#lib/command/refuse-duplicate.ts';
import { Connection, connectionCreate, connectionsMax } from '#lib/contracts/connections.ts';
import { AppError } from '#lib/core/errors.ts';
import { newUuid, toPublicId } from '#lib/core/ids.ts';
import { limitsOf } from '#lib/organization/tenant-limits.ts';
import { readConnection } from './connection-rows.ts';
import { requireAddress, requireProvider } from './require-address.ts';
import { requireCredential } from './require-credential.ts';
import { requireModels, requireSettings } from './require-settings.ts';
import { sealFor } from './seal-for.ts';

export const connectionNameTaken = { pointer: '/name', detail: 'Another connection has this name' };

async function requireRoomForConnection({ tx, tenantId }: OperationContext): Promise<void> {
  const [row] = await tx
    .select({ connections: count() })
    .from(connection)
    .where(and(eq(connection.tenantId, tenantId), isNull(connection.archivedAt)));
  if ((row?.connections ?? 0) >= connectionsMax)
    throw new AppError('limit_reached', { detail: `The organization has ${connectionsMax} connections, which is the most.` });
}

/** A connection that would never be called is not made. */
async function requireAllowedProvider({ tx, tenantId }: OperationContext, name: string): Promise<void> {
  const [row] = await tx.select({ settings: tenant.settings, ceiling: tenant.ceiling }).from(tenant).where(eq(tenant.tenantId, tenantId));
  const { providers_allowed: allowed } = limitsOf(row?.settings ?? {}, row?.ceiling);
  if (allowed === null || allowed.includes(name)) return;
  const detail = `The organization allows ${allowed.join(', ')} only; its limits are part of its settings`;
  throw new AppError('validation_failed', { errors: [{ pointer: '/provider', detail }] });
}

export const createConnection = defineCommand(connectionCreate, async (ctx, input) => {
  const { tx, tenantId, now } = ctx;
  const provider = requireProvider(ctx, input.provider);
  await requireAllowedProvider(ctx, provider.name);
  const baseUrl = requireAddress(ctx, provider, input.base_url);
  const settings = requireSettings(provider, input.settings);
  const models = requireModels(provider, input.models, input.model_names);
  if (provider.needsCredential && input.credential === undefined)
    throw new AppError('validation_failed', { errors: [{ pointer: '/credential', detail: `${provider.label} needs a credential` }] });
  const credential = input.credential === undefined ? undefined : requireCredential(provider, input.credential);
  await requireRoomForConnection(ctx);
  const id = newUuid(now.getTime());
  const row = {
    ...{ tenantId, id, name: input.name, provider: provider.name, baseUrl, models, settings, modelNames: input.model_names },
    region: input.region ?? null,
    ...(credential === undefined ? {} : await sealFor(ctx, id, credential)),
    createdAt: now,
    updatedAt: now,
  };
  await refuseDuplicate('connection_name', connectionNameTaken, tx.insert(connection).values(row));
  const after = await readConnection(ctx, id);
  return {
    result: after,
    changes: [changeOf('connection', 'connection', Connection, null, after)],
    events: [{ name: 'connection.created', payload: { connection_id: toPublicId('connection', id) } }],
  };
});
