import { and, eq, inArray, isNull } from 'drizzle-orm';
import { connection, routingPreference } from '#db/schema/index.ts';
import { changeOf } from '#lib/command/change.ts';
import type { OperationContext } from '#lib/command/context.ts';
import type { Outcome, Unchanged } from '#lib/command/executable.ts';
import { lockTenant } from '#lib/command/lock-row.ts';
import { type OptimizationLevel, RoutingPreference } from '#lib/contracts/routing-preferences.ts';
import { AppError } from '#lib/core/errors.ts';
import { newUuid } from '#lib/core/ids.ts';
import { readPreferences } from './preference-rows.ts';

/** Who prefers something. */
export interface PreferenceScope {
  readonly scopeKind: RoutingPreference['scope_kind'];
  /** The department or team; the tenant's own id for the whole tenant. */
  readonly scopeId: string;
}

interface Preferred {
  readonly connection_ids: readonly string[];
  readonly providers: readonly string[];
  readonly optimization: OptimizationLevel | null;
}

async function requirePreferred({ tx, tenantId, runtime }: OperationContext, { connection_ids, providers }: Preferred): Promise<void> {
  const found = await tx
    .select({ id: connection.id })
    .from(connection)
    .where(and(eq(connection.tenantId, tenantId), inArray(connection.id, [...connection_ids]), isNull(connection.archivedAt)));
  const known = new Set(found.map(({ id }) => id));
  const errors = [
    ...connection_ids.flatMap((id, index) =>
      known.has(id) ? [] : [{ pointer: `/connection_ids/${index}`, detail: 'No connection of the organization has this id' }],
    ),
    ...providers.flatMap((name, index) =>
      runtime.providers.some((provider) => provider.name === name)
        ? []
        : [{ pointer: `/providers/${index}`, detail: 'No such provider; GET /api/v1/providers lists them' }],
    ),
  ];
  if (errors.length > 0) throw new AppError('validation_failed', { errors });
}

/** Puts what a scope prefers in the place of what it preferred; the same again changes nothing. */
export async function writePreference(
  ctx: OperationContext,
  { scopeKind, scopeId }: PreferenceScope,
  preferred: Preferred,
): Promise<Outcome<RoutingPreference> | Unchanged<RoutingPreference>> {
  const { tx, tenantId, now } = ctx;
  await lockTenant(tx, tenantId);
  await requirePreferred(ctx, preferred);
  const ofScope = and(eq(routingPreference.scopeKind, scopeKind), eq(routingPreference.scopeId, scopeId));
  const [before = null] = await readPreferences(ctx, ofScope);
  if (before !== null) ctx.expectVersion(before.version);
  const columns = {
    connectionIds: [...new Set(preferred.connection_ids)],
    providers: [...new Set(preferred.providers)],
    optimization: preferred.optimization,
  };
  if (before !== null && isSame(before, columns)) return { result: before, changes: null };
  if (before === null) {
    await tx
      .insert(routingPreference)
      .values({ ...columns, tenantId, id: newUuid(now.getTime()), scopeKind, scopeId, createdAt: now, updatedAt: now });
  } else {
    const ofRow = and(eq(routingPreference.tenantId, tenantId), eq(routingPreference.id, before.id));
    await tx
      .update(routingPreference)
      .set({ ...columns, updatedAt: now, version: before.version + 1 })
      .where(ofRow);
  }
  const [after] = await readPreferences(ctx, ofScope);
  if (after === undefined) throw new Error('A preference that was just written is not there');
  return { result: after, changes: [changeOf('routing_preference', 'routingPreference', RoutingPreference, before, after)] };
}

const isSame = (
  before: RoutingPreference,
  columns: { connectionIds: readonly string[]; providers: readonly string[]; optimization: OptimizationLevel | null },
): boolean =>
  JSON.stringify([before.connection_ids, before.providers, before.optimization]) ===
  JSON.stringify([columns.connectionIds, columns.providers, columns.optimization]);
