import { and, eq, inArray } from 'drizzle-orm';
import type { z } from 'zod';
import { role, securitySetting } from '#db/schema/index.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { defineCommand } from '#lib/command/define-command.ts';
import { lockTenant } from '#lib/command/lock-row.ts';
import { isAllowedOrigin } from '#lib/command/session-rules.ts';
import { SecuritySettings, securitySettingsUpdate } from '#lib/contracts/security-settings.ts';
import { parseAddressRange } from '#lib/core/address-range.ts';
import { AppError } from '#lib/core/errors.ts';
import { toPublicId } from '#lib/core/ids.ts';
import { checkOutboundUrl } from '#lib/outbound/index.ts';
import { sealFactorSecret } from '#lib/second-factors/factor-secret.ts';
import { readSecuritySettings } from './security-rows.ts';

type Input = z.output<typeof securitySettingsUpdate.input>;

const fault = (pointer: string, detail: string): AppError => new AppError('validation_failed', { errors: [{ pointer, detail }] });

/** The networks and countries after the change must let in who makes it, or nobody might be left to mend them. */
function requireOneself({ ip, country }: OperationContext, input: Input, before: SecuritySettings): void {
  const countries = input.allowed_countries ?? before.allowed_countries;
  const networks = input.allowed_networks ?? before.allowed_networks;
  if (countries.length > 0 && country === null)
    throw fault('/allowed_countries', 'No trusted proxy says where people are: COUNTRY_HEADER is not set. Countries cannot be limited.');
  if (!isAllowedOrigin({ ip, country }, { allowedNetworks: [], allowedCountries: countries }))
    throw fault('/allowed_countries', `Would lock you out: you are in ${country ?? 'no country that is known'}.`);
  if (!isAllowedOrigin({ ip, country }, { allowedNetworks: networks, allowedCountries: [] }))
    throw fault('/allowed_networks', `Would lock you out: your address is ${ip ?? 'not known'}.`);
}

async function requireRoles({ tx, tenantId }: OperationContext, names: readonly string[]): Promise<void> {
  if (names.length === 0) return;
  const found = await tx
    .select({ name: role.name })
    .from(role)
    .where(and(eq(role.tenantId, tenantId), inArray(role.name, [...names])));
  const known = new Set(found.map(({ name }) => name));
  const missing = names.findIndex((name) => !known.has(name));
  if (missing >= 0) throw fault(`/factor_roles/${missing}`, 'There is no such role');
}

async function requireSound(ctx: OperationContext, input: Input, before: SecuritySettings): Promise<void> {
  const odd = (input.allowed_networks ?? []).findIndex((range) => parseAddressRange(range) === undefined);
  if (odd >= 0) throw fault(`/allowed_networks/${odd}`, 'Must be an address or a range');
  requireOneself(ctx, input, before);
  await requireRoles(ctx, input.factor_roles ?? []);
  const idle = input.idle_minutes === undefined ? before.idle_minutes : input.idle_minutes;
  if (idle !== null && idle > (input.absolute_minutes ?? before.absolute_minutes))
    throw fault('/idle_minutes', 'Must not be longer than the life of a session');
  const url = input.sms_gateway?.url;
  if (url !== undefined) checkOutboundUrl(ctx.runtime.outbound.policy, url);
}

type Columns = Partial<typeof securitySetting.$inferInsert>;

/** The columns behind the secret of the gateway for telephones: none where it stays. */
async function secretColumns({ tx, tenantId, runtime }: OperationContext, secret: string | null | undefined): Promise<Columns> {
  if (secret === undefined) return {};
  if (secret === null) return { smsSecret: null, smsKeyId: null };
  const sealed = await sealFactorSecret(tx, runtime.masterKeys, { tenantId, id: tenantId, secret });
  return { smsSecret: sealed.credential, smsKeyId: sealed.encryptionKeyId };
}

const dayMs = 86_400_000;

/** From when on a factor is asked for: unchanged where nothing is said. */
function dueAt({ factor_grace_days: days }: Input, now: Date): Date | null | undefined {
  if (days === undefined) return undefined;
  return days === 0 ? null : new Date(now.getTime() + days * dayMs);
}

function columnsOf(input: Input, now: Date): Columns {
  const gateway = input.sms_gateway;
  const stored = gateway && {
    ...{ url: gateway.url, method: gateway.method, contentType: gateway.content_type, body: gateway.body, header: gateway.header },
  };
  const given: Columns = {
    factorRequired: input.factor_required,
    factorRoles: input.factor_roles,
    factorDueAt: dueAt(input, now),
    idleMinutes: input.idle_minutes,
    absoluteMinutes: input.absolute_minutes,
    sessionsMax: input.sessions_max,
    allowedNetworks: input.allowed_networks,
    allowedCountries: input.allowed_countries,
    auditReads: input.audit_reads,
    smsGateway: stored,
  };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

/** Holds with the next request of every session that is open. */
export const updateSecuritySettings = defineCommand(securitySettingsUpdate, async (ctx, input) => {
  const { tx, tenantId, now } = ctx;
  await lockTenant(tx, tenantId);
  const before = await readSecuritySettings(ctx);
  ctx.expectVersion(before.version);
  await requireSound(ctx, input, before);
  const columns = { ...columnsOf(input, now), ...(await secretColumns(ctx, input.sms_secret)) };
  if (Object.keys(columns).length === 0) return { result: before, changes: null };
  const set = { ...columns, updatedAt: now, version: before.version + 1 };
  await tx
    .insert(securitySetting)
    .values({ tenantId, ...set })
    .onConflictDoUpdate({ target: securitySetting.tenantId, set });
  const after = await readSecuritySettings(ctx);
  const wire = (settings: SecuritySettings): object => Object(SecuritySettings.encode(settings));
  return { result: after, changes: [{ resource: 'tenant', id: toPublicId('tenant', tenantId), before: wire(before), after: wire(after) }] };
});
