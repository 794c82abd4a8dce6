import { and, eq, inArray, isNull } from 'drizzle-orm';
import { z } from 'zod';
import { notificationChannel, placeSetting, routingPreference, userAccount } from '#db/schema/index.ts';
import { readPlace } from '#lib/billing/billing-place.ts';
import { readSettings, saveSettings } from '#lib/billing/billing-settings.ts';
import type { Change } from '#lib/command/audit-writer.ts';
import type { OperationContext } from '#lib/command/context.ts';
import type { Outcome, Unchanged } from '#lib/command/executable.ts';
import { lockTenant } from '#lib/command/lock-row.ts';
import { placementOf } from '#lib/command/placement.ts';
import { requireRecentProof } from '#lib/command/require-recent-proof.ts';
import type { Permission } from '#lib/contracts/permissions.ts';
import { CollaborationTool, type OwnSettings, type PlaceSettings } from '#lib/contracts/place-settings.ts';
import { isStricter } from '#lib/contracts/security-levels.ts';
import { AppError } from '#lib/core/errors.ts';
import { toPublicId } from '#lib/core/ids.ts';
import type { Place } from '#lib/organization/place-path.ts';
import { requireProviders } from '#lib/organization/require-providers.ts';
import { writePreference } from '#lib/routes/write-preference.ts';
import { readPlaceSettings } from './read-place-settings.ts';

/** Fields to set; null inherits, undefined stays. */
type SettingChanges = { readonly [Field in keyof OwnSettings]?: OwnSettings[Field] | undefined };
type Kind = Place['kind'];
type Field = keyof OwnSettings;

const moneyFields = ['cost_center', 'monthly_limit_usd', 'alert_threshold'] as const satisfies readonly Field[];
const routingFields = ['preferred_providers', 'optimization'] as const satisfies readonly Field[];
const plainFields = ['manager_id', 'data_retention_days', 'security_level', 'collaboration_tools'] as const satisfies readonly Field[];

/** Parts with an operation of their own ask for its permission here as well. */
async function requireToo(ctx: OperationContext, kind: Kind, id: string, permission: Permission): Promise<void> {
  const placement =
    kind === 'tenant' ? { departmentIds: [], teamIds: [], userId: null } : await placementOf(ctx.tx, ctx.tenantId, kind, id);
  if (placement !== undefined && ctx.access.allows(permission, placement)) return;
  throw new AppError('forbidden', { detail: `This also needs the permission ${permission} here.` });
}

/** If-Match is about the settings as a whole, which was checked; their parts have versions of their own. */
const unversioned = (ctx: OperationContext): OperationContext => ({ ...ctx, expectVersion: () => {} });

const changesOf = (outcome: { readonly changes: readonly Change[] | null }): readonly Change[] => outcome.changes ?? [];

async function writeMoney(ctx: OperationContext, kind: Kind, id: string, after: OwnSettings): Promise<readonly Change[]> {
  // Whoever does not see the money would put what looks unset in its place.
  for (const permission of ['budgets.read', 'budgets.write'] as const) await requireToo(ctx, kind, id, permission);
  if (after.alert_threshold !== null && after.monthly_limit_usd === null)
    throw new AppError('validation_failed', { errors: [{ pointer: '/alert_threshold', detail: 'Needs a monthly limit of its own' }] });
  const place = await readPlace(ctx, kind, id);
  const { version: _version, budgetId: _budgetId, reportScheduleId: _report, ...settings } = await readSettings(ctx, place);
  const { budget_alerts: alerts } = settings;
  return changesOf(
    await saveSettings(unversioned(ctx), place, {
      ...settings,
      cost_center: after.cost_center,
      monthly_budget: after.monthly_limit_usd,
      budget_alerts: { ...alerts, warning_threshold: after.alert_threshold ?? alerts.warning_threshold },
    }),
  );
}

async function writeRouting(ctx: OperationContext, kind: Kind, id: string, after: OwnSettings): Promise<readonly Change[]> {
  await requireToo(ctx, kind, id, 'routes.prefer');
  requireProviders(ctx.runtime, after.preferred_providers ?? [], '/preferred_providers');
  const { tenantId } = ctx;
  const [row] = await ctx.tx
    .select({ connectionIds: routingPreference.connectionIds })
    .from(routingPreference)
    .where(and(eq(routingPreference.tenantId, tenantId), eq(routingPreference.scopeKind, kind), eq(routingPreference.scopeId, id)));
  const preferred = { providers: after.preferred_providers ?? [], optimization: after.optimization };
  const scope = { scopeKind: kind, scopeId: id };
  return changesOf(await writePreference(unversioned(ctx), scope, { ...preferred, connection_ids: row?.connectionIds ?? [] }));
}

async function requireManager({ tx, tenantId }: OperationContext, id: string | null): Promise<void> {
  if (id === null) return;
  const [person] = await tx
    .select({ status: userAccount.status })
    .from(userAccount)
    .where(and(eq(userAccount.tenantId, tenantId), eq(userAccount.id, id)));
  if (person?.status === 'active') return;
  const detail = person === undefined ? 'There is no such person' : 'This person is deactivated';
  throw new AppError('validation_failed', { errors: [{ pointer: '/manager_id', detail }] });
}

/** Channels that tools name from now on have to be there, and are named by whoever may see them. */
async function requireChannels(ctx: OperationContext, before: OwnSettings, after: OwnSettings): Promise<void> {
  const known = new Set(before.collaboration_tools?.map(({ channel_id: id }) => id));
  const tools = after.collaboration_tools ?? [];
  const wanted = tools.flatMap(({ channel_id: id }) => (id === null || known.has(id) ? [] : [id]));
  if (wanted.length === 0) return;
  await requireToo(ctx, 'tenant', ctx.tenantId, 'channels.read');
  const found = await ctx.tx
    .select({ id: notificationChannel.id })
    .from(notificationChannel)
    .where(
      and(eq(notificationChannel.tenantId, ctx.tenantId), inArray(notificationChannel.id, wanted), isNull(notificationChannel.archivedAt)),
    );
  const missing = tools.findIndex(
    ({ channel_id: id }) => id !== null && wanted.includes(id) && !found.some((channel) => channel.id === id),
  );
  if (missing !== -1)
    throw new AppError('validation_failed', {
      errors: [{ pointer: `/collaboration_tools/${missing}/channel_id`, detail: 'There is no such channel' }],
    });
}

async function writePlain(ctx: OperationContext, kind: Kind, id: string, before: OwnSettings, after: OwnSettings): Promise<Change> {
  await requireManager(ctx, after.manager_id);
  await requireChannels(ctx, before, after);
  // A session that somebody left open does not loosen what protects everybody.
  if (isStricter(before.security_level, after.security_level)) requireRecentProof(ctx.access, { stepUp: true }, ctx.now);
  const { tx, tenantId, now } = ctx;
  const ofPlace = and(eq(placeSetting.tenantId, tenantId), eq(placeSetting.placeKind, kind), eq(placeSetting.placeId, id));
  const [stored] = await tx.select({ version: placeSetting.version }).from(placeSetting).where(ofPlace);
  const set = {
    managerId: after.manager_id,
    dataRetentionDays: after.data_retention_days,
    securityLevel: after.security_level,
    collaborationTools: after.collaboration_tools,
    updatedAt: now,
  };
  if (stored === undefined) await tx.insert(placeSetting).values({ tenantId, placeKind: kind, placeId: id, createdAt: now, ...set });
  else
    await tx
      .update(placeSetting)
      .set({ ...set, version: stored.version + 1 })
      .where(ofPlace);
  const told = ({ manager_id: manager, data_retention_days, security_level, collaboration_tools }: OwnSettings) => ({
    manager_id: manager === null ? null : toPublicId('user', manager),
    ...{ data_retention_days, security_level },
    collaboration_tools: collaboration_tools?.map((tool) => z.encode(CollaborationTool, tool)) ?? null,
  });
  return { resource: 'place_setting', id: toPublicId(kind, id), before: told(before), after: told(after) };
}

/** Puts fields of a place, through the rooms that own them; what is the same already changes nothing. */
export async function writePlaceSettings(
  ctx: OperationContext,
  kind: Kind,
  id: string,
  changes: SettingChanges,
): Promise<Outcome<PlaceSettings> | Unchanged<PlaceSettings>> {
  await lockTenant(ctx.tx, ctx.tenantId);
  const before = await readPlaceSettings(ctx, kind, id);
  ctx.expectVersion(before.version);
  const named = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
  const isNamed = (field: Field): boolean => field in named;
  // A limit that goes takes its threshold along.
  const gone = changes.monthly_limit_usd === null && !isNamed('alert_threshold') ? { alert_threshold: null } : {};
  const after: OwnSettings = { ...before.own, ...named, ...gone };
  const wire = (value: unknown): string => JSON.stringify(value, (_, inner) => (typeof inner === 'bigint' ? String(inner) : inner));
  const isChanged = (field: Field): boolean => isNamed(field) && wire(after[field]) !== wire(before.own[field]);
  const written = [
    ...(moneyFields.some(isChanged) ? await writeMoney(ctx, kind, id, after) : []),
    ...(routingFields.some(isChanged) ? await writeRouting(ctx, kind, id, after) : []),
    ...(plainFields.some(isChanged) ? [await writePlain(ctx, kind, id, before.own, after)] : []),
  ];
  const [first, ...rest] = written;
  if (first === undefined) return { result: before, changes: null };
  return { result: await readPlaceSettings(ctx, kind, id), changes: [first, ...rest] };
}
