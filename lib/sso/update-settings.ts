import { and, eq, gt, isNull, ne, notInArray, sql } from 'drizzle-orm';
import { z } from 'zod';
import { session, ssoSession, ssoSetting } from '#db/schema/index.ts';
import { sqlUuidArray } from '#lib/command/access.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { defineCommand } from '#lib/command/define-command.ts';
import { defineQuery } from '#lib/command/define-query.ts';
import { lockTenant } from '#lib/command/lock-row.ts';
import { SsoSettings, ssoSettingsGet, ssoSettingsUpdate } from '#lib/contracts/sso.ts';
import { AppError } from '#lib/core/errors.ts';
import { toPublicId } from '#lib/core/ids.ts';
import { readyBreakGlass } from '#lib/identity/ready-break-glass.ts';
import { fault } from './provider-columns.ts';
import { requireMayOpenAccounts } from './require-may-open-accounts.ts';
import { hasWayIn } from './require-not-enforced.ts';
import { readSettings } from './settings-rows.ts';

export const getSettings = defineQuery(ssoSettingsGet, ({ tx, tenantId }) => readSettings(tx, tenantId));

/** Each must be somebody who helps on a bad day. */
async function requireAdministrators(ctx: OperationContext, userIds: readonly string[]): Promise<void> {
  const found = await readyBreakGlass(ctx, userIds);
  const missing = userIds.findIndex((id) => !found.has(id));
  if (missing >= 0)
    throw fault(
      `/break_glass_user_ids/${missing}`,
      'Must be an active administrator of the whole organization who has a password of their own',
    );
}

async function requireEnforceable(ctx: OperationContext, userIds: readonly string[]): Promise<void> {
  if (userIds.length === 0)
    throw fault('/break_glass_user_ids', 'Name at least one administrator who keeps a password, for the day the provider is down');
  if (!(await hasWayIn(ctx)))
    throw new AppError('conflict', {
      detail: 'Nobody could sign in: first prove a domain and lead it to an identity provider that is switched on.',
    });
  const [ownSession] = await ctx.tx
    .select({ id: ssoSession.sessionId })
    .from(ssoSession)
    .where(and(eq(ssoSession.tenantId, ctx.tenantId), eq(ssoSession.sessionId, ctx.caller.sessionId)));
  // Whoever came through the provider has seen that it works; whoever keeps a password gets back in whatever happens.
  if (ownSession === undefined && !userIds.includes(ctx.caller.userId))
    throw new AppError('conflict', { detail: 'Sign in through the identity provider first, or keep a password yourself.' });
}

/** Ends the sessions that passwords opened, but for those who keep theirs. */
async function endPasswordSessions({ tx, tenantId, now, caller }: OperationContext, keep: readonly string[]): Promise<void> {
  const throughProvider = tx.select({ id: ssoSession.sessionId }).from(ssoSession).where(eq(ssoSession.tenantId, tenantId));
  await tx
    .update(session)
    .set({ revokedAt: now })
    .where(
      and(
        ...[eq(session.tenantId, tenantId), isNull(session.revokedAt), gt(session.expiresAt, now)],
        ...[ne(session.id, caller.sessionId), sql`${session.userId} <> all(${sqlUuidArray(keep)})`],
        notInArray(session.id, throughProvider),
      ),
    );
}

export const updateSettings = defineCommand(ssoSettingsUpdate, async (ctx, input) => {
  const { tx, tenantId, now } = ctx;
  await lockTenant(tx, tenantId);
  const before = await readSettings(tx, tenantId);
  ctx.expectVersion(before.version);
  await requireMayOpenAccounts(ctx);
  const userIds = [...new Set(input.break_glass_user_ids)];
  await requireAdministrators(ctx, userIds);
  if (input.enforced) await requireEnforceable(ctx, userIds);
  const values = { enforced: input.enforced, breakGlassUserIds: userIds, updatedAt: now, version: before.version + 1 };
  await tx
    .insert(ssoSetting)
    .values({ tenantId, ...values })
    .onConflictDoUpdate({ target: ssoSetting.tenantId, set: values });
  // Also where it was enforced before: whoever keeps no password any more keeps no session of one.
  if (input.enforced) await endPasswordSessions(ctx, userIds);
  const after = await readSettings(tx, tenantId);
  const wire = (settings: SsoSettings): object => Object(z.encode(SsoSettings, settings));
  const change = { resource: 'sso_settings', id: toPublicId('tenant', tenantId), before: wire(before), after: wire(after) };
  return { result: after, changes: [change] };
});
