import { isDeepStrictEqual } from 'node:util';
import { and, eq } from 'drizzle-orm';
import { ssoIdentity } from '#db/schema/index.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { defineCommand } from '#lib/command/define-command.ts';
import { sealFor } from '#lib/connections/seal-for.ts';
import type { InputOf } from '#lib/contracts/operation.ts';
import { ssoConnectionUpdate } from '#lib/contracts/sso.ts';
import { changeConnection, lockConnection } from './change-connection.ts';
import { type SsoConnectionRow, toResource } from './connection-rows.ts';
import { readSecret } from './create-connection.ts';
import { kindFacts } from './kinds.ts';
import { fault, providerColumns } from './provider-columns.ts';
import { requireClaims, requireDefaultRole, requireMappings } from './require-mapping.ts';
import { requireMayOpenAccounts } from './require-may-open-accounts.ts';
import { requireNotEnforcedWithout } from './require-not-enforced.ts';

type Update = InputOf<typeof ssoConnectionUpdate>;

/** The secret's columns; another issuer gets to see only a secret that was entered for it. */
async function secretColumns(ctx: OperationContext, before: SsoConnectionRow, input: Update, issuer: string | null) {
  if (input.credential !== undefined) {
    if (kindFacts[before.kind].protocol === 'saml') throw fault('/credential', 'SAML has no secret');
    return sealFor(ctx, before.id, readSecret(input.credential));
  }
  if (issuer !== before.issuer) throw fault('/credential', 'Another issuer needs the secret again: the stored one is never sent elsewhere');
  return {};
}

/** Whether more changes than what whoever is let in gets: who the provider is, and whether and how it is believed. */
function changesTrust(input: Update): boolean {
  const { sso_connection_id: _, name, required_groups, group_mappings, default_role_id, provisions, ...trusted } = input;
  return Object.values(trusted).some((value) => value !== undefined);
}

async function mappingColumns(ctx: OperationContext, before: SsoConnectionRow, input: Update) {
  return {
    claims: input.claims === undefined ? undefined : await requireClaims(ctx, { ...kindFacts[before.kind].claims, ...input.claims }),
    groupMappings: input.group_mappings === undefined ? undefined : await requireMappings(ctx, input.group_mappings),
    defaultRoleId: input.default_role_id === undefined ? undefined : await requireDefaultRole(ctx, input.default_role_id),
  };
}

export const updateConnection = defineCommand(ssoConnectionUpdate, async (ctx, input) => {
  const before = await lockConnection(ctx, input.sso_connection_id);
  if (changesTrust(input)) await requireMayOpenAccounts(ctx);
  const isSaml = kindFacts[before.kind].protocol === 'saml';
  if (!isSaml && input.allow_idp_initiated === true) throw fault('/allow_idp_initiated', 'Only SAML has this setting');
  if (input.status === 'disabled' && before.status === 'active') await requireNotEnforcedWithout(ctx, before.id);
  const provider = providerColumns(ctx, before.kind, input, before);
  const columns = {
    ...{ name: input.name, status: input.status, allowIdpInitiated: input.allow_idp_initiated },
    ...{ requiredGroups: input.required_groups, provisions: input.provisions },
    ...provider,
    ...(await mappingColumns(ctx, before, input)),
    ...(await secretColumns(ctx, before, input, provider.issuer)),
  };
  const changed = Object.fromEntries(
    Object.entries(columns).filter(([name, value]) => value !== undefined && !isDeepStrictEqual(value, Reflect.get(before, name))),
  );
  // Who people are is a matter of client and provider: at another one they are found by their addresses again.
  if (changed.issuer !== undefined || changed.clientId !== undefined || changed.idpEntityId !== undefined)
    await ctx.tx.delete(ssoIdentity).where(and(eq(ssoIdentity.tenantId, ctx.tenantId), eq(ssoIdentity.connectionId, before.id)));
  return Object.keys(changed).length === 0 ? { result: toResource(before), changes: null } : changeConnection(ctx, before, changed);
});
