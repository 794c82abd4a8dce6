import { and, eq, sql } from 'drizzle-orm';
import { type AlertAction, rateLimit, route, userAccount, virtualKey } from '#db/schema/index.ts';
import type { TenantTransaction } from '#db/tenant.ts';
import { coversPlace, tenantPlacement } from '#lib/command/access.ts';
import { type Change, writeAudit } from '#lib/command/audit-writer.ts';
import { bumpConfigVersions } from '#lib/command/config-version.ts';
import { loadGrants } from '#lib/command/load-grants.ts';
import type { ConfigSection } from '#lib/contracts/operation.ts';
import { holds } from '#lib/contracts/permissions.ts';
import { newUuid, toPublicId } from '#lib/core/ids.ts';
import { writeOutbox } from '#lib/events/outbox.ts';
import { addSteps } from './alert-rows.ts';
import { permissionOf } from './require-rule.ts';
import type { RuleRow } from './rule-rows.ts';

interface Acting {
  readonly tx: TenantTransaction;
  readonly rule: RuleRow;
  readonly author: string;
  readonly now: Date;
}

interface Done {
  readonly note: string;
  readonly action: string;
  readonly section: ConfigSection;
  readonly change: Change;
}

async function disableKey({ tx, rule, author, now }: Acting, { target_id: id }: AlertAction): Promise<Done | string> {
  const { tenantId } = rule;
  const [row] = await tx
    .update(virtualKey)
    .set({ status: 'disabled', disabledFor: 'administrator', disabledBy: author, disabledAt: now, updatedAt: now })
    .where(and(eq(virtualKey.tenantId, tenantId), eq(virtualKey.id, id), eq(virtualKey.status, 'active')))
    .returning({ name: virtualKey.name });
  if (row === undefined) return 'The key is not active any more.';
  await writeOutbox(tx, tenantId, [{ name: 'key.disabled', payload: { key_id: toPublicId('key', id) } }]);
  const change = {
    resource: 'key',
    id: toPublicId('key', id),
    before: { status: 'active' },
    after: { status: 'disabled', by_rule: rule.name },
  };
  return { note: `Disabled the key ${row.name}`, action: 'key.disable', section: 'keys', change };
}

/** Letters of a rule's name in the name of its limit, which has 120 at most. */
const ruleNameShown = 80;

async function throttleKey(
  { tx, rule, now }: Acting,
  { target_id: id, requests_per_minute: amount = 1 }: AlertAction,
): Promise<Done | string> {
  const { tenantId } = rule;
  const [key] = await tx
    .select({ name: virtualKey.name })
    .from(virtualKey)
    .where(and(eq(virtualKey.tenantId, tenantId), eq(virtualKey.id, id)));
  if (key === undefined) return 'The key is gone.';
  // By the key's id: keys may share a name, and a limit is found again by its own.
  const name = `Alert ${rule.name.slice(0, ruleNameShown)} · ${toPublicId('key', id)}`;
  const [known] = await tx
    .select({ id: rateLimit.id, version: rateLimit.version, of: rateLimit.scopeValue })
    .from(rateLimit)
    .where(and(eq(rateLimit.tenantId, tenantId), sql`lower(${rateLimit.name}) = lower(${name})`))
    .for('update');
  if (known !== undefined && known.of !== id) return `Another limit is called ${name}.`;
  const limitId = known?.id ?? newUuid(now.getTime());
  const set = { limitAmount: amount, status: 'active' as const, updatedAt: now };
  if (known === undefined)
    await tx.insert(rateLimit).values({
      ...{
        tenantId,
        id: limitId,
        name,
        scopeKind: 'key',
        scopeValue: id,
        metric: 'requests',
        limitWindow: 'minute',
        createdAt: now,
        ...set,
      },
    });
  else
    await tx
      .update(rateLimit)
      .set({ ...set, version: known.version + 1 })
      .where(and(eq(rateLimit.tenantId, tenantId), eq(rateLimit.id, limitId)));
  const after = { name, key_id: toPublicId('key', id), metric: 'requests', window: 'minute', limit: amount };
  const change = { resource: 'rate_limit', id: toPublicId('rateLimit', limitId), before: null, after };
  return { note: `Throttled the key ${key.name} to ${amount} calls a minute`, action: 'rate_limit.create', section: 'rate_limits', change };
}

async function switchRoute({ tx, rule, now }: Acting, { target_id: id, version = 1 }: AlertAction): Promise<Done | string> {
  const { tenantId } = rule;
  const same = and(eq(route.tenantId, tenantId), eq(route.id, id));
  const [row] = await tx.select().from(route).where(same).for('update');
  if (row === undefined || row.archivedAt !== null) return 'The route is gone.';
  if (row.publishedVersion === version) return `Version ${version} of ${row.name} is in force already.`;
  await tx
    .update(route)
    .set({ publishedVersion: version, publishedAt: now, updatedAt: now, version: row.version + 1 })
    .where(same);
  const change = {
    ...{ resource: 'route', id: toPublicId('route', id) },
    ...{ before: { published_version: row.publishedVersion }, after: { published_version: version, by_rule: rule.name } },
  };
  return { note: `Put version ${version} of ${row.name} in force`, action: 'route.rollback', section: 'routes', change };
}

const doers = { disable_key: disableKey, throttle_key: throttleKey, switch_route: switchRoute } as const;

/** The author's address, where the account is active and may still do all of it by hand; else why not. */
async function authorised({ tx, rule, author, now }: Acting): Promise<{ readonly email: string } | string> {
  const { tenantId } = rule;
  const [person] = await tx
    .select({ email: userAccount.email, status: userAccount.status })
    .from(userAccount)
    .where(and(eq(userAccount.tenantId, tenantId), eq(userAccount.id, author)));
  if (person?.status !== 'active') return 'Whoever wrote the actions is not active any more.';
  const grants = (await loadGrants(tx, tenantId, author, now)).filter((grant) => coversPlace(grant, tenantPlacement));
  const missing = rule.actions
    .map(({ kind }) => permissionOf[kind])
    .find((permission) => !grants.some((grant) => holds(grant.permissions, permission)));
  return missing === undefined ? { email: person.email } : `Whoever wrote the actions does not hold ${missing} any more.`;
}

/**
 * Does what a rule is told to do when it fires, in the transaction that opens its alert; what cannot be done is said in the
 * alert's timeline. Nothing of it is taken back when the alert ends: that is for a person to decide.
 */
export async function remediate(tx: TenantTransaction, rule: RuleRow, alertId: string, now: Date): Promise<void> {
  if (rule.actions.length === 0 || rule.actionsBy === null) return;
  const acting: Acting = { tx, rule, author: rule.actionsBy, now };
  const { tenantId } = rule;
  const allowed = await authorised(acting);
  if (typeof allowed === 'string') return addSteps(tx, tenantId, now, [{ alertId, kind: 'action_failed', note: allowed }]);
  const actor = { actorKind: 'system' as const, actorId: null, actorName: `alert rule ${rule.name}`, ip: null, userAgent: '' };
  for (const action of rule.actions) {
    const done = await doers[action.kind](acting, action);
    if (typeof done === 'string') {
      await addSteps(tx, tenantId, now, [{ alertId, kind: 'action_failed', note: done }]);
      continue;
    }
    await writeAudit(tx, { tenantId, ...actor, requestId: newUuid(now.getTime()) }, done.action, [done.change], now);
    await bumpConfigVersions(tx, tenantId, [done.section]);
    await addSteps(tx, tenantId, now, [{ alertId, kind: 'acted', note: `${done.note}, for ${allowed.email}` }]);
  }
}
