import { and, count, eq, isNull } from 'drizzle-orm';
import { ssoConnection } from '#db/schema/index.ts';
import { changeOf } from '#lib/command/change.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { defineCommand } from '#lib/command/define-command.ts';
import { refuseDuplicate } from '#lib/command/refuse-duplicate.ts';
import { sealFor } from '#lib/connections/seal-for.ts';
import { ssoConnectionCreate } from '#lib/contracts/sso.ts';
import { SsoConnection, ssoConnectionsMax } from '#lib/contracts/sso-resource.ts';
import { AppError } from '#lib/core/errors.ts';
import { newUuid } from '#lib/core/ids.ts';
import { connectionNameTaken } from './change-connection.ts';
import { readConnectionRow, toResource } from './connection-rows.ts';
import { encryptionColumns } from './encryption-columns.ts';
import { addEncryptionKey, noEncryptionKeys } from './encryption-keys.ts';
import { kindFacts } from './kinds.ts';
import { fault, providerColumns } from './provider-columns.ts';
import { requireClaims, requireDefaultRole, requireMappings } from './require-mapping.ts';
import { requireMayOpenAccounts } from './require-may-open-accounts.ts';

async function requireRoomForConnection({ tx, tenantId }: OperationContext): Promise<void> {
  const [row] = await tx
    .select({ connections: count() })
    .from(ssoConnection)
    .where(and(eq(ssoConnection.tenantId, tenantId), isNull(ssoConnection.archivedAt)));
  if ((row?.connections ?? 0) >= ssoConnectionsMax)
    throw new AppError('limit_reached', { detail: `The organization has ${ssoConnectionsMax} identity providers, which is the most.` });
}

/** A secret with the characters of it that may be shown; short ones show none. */
export const readSecret = (secret: string) => ({ credential: secret, hint: secret.length >= 12 ? secret.slice(-4) : null });

export const createConnection = defineCommand(ssoConnectionCreate, async (ctx, input) => {
  const { tx, tenantId, now } = ctx;
  const { name, kind, credential } = input;
  await requireMayOpenAccounts(ctx);
  const facts = kindFacts[kind];
  const provider = providerColumns(ctx, kind, input);
  if (facts.protocol === 'oidc' && credential === undefined) throw fault('/credential', `${facts.label} needs the secret of the client`);
  if (facts.protocol === 'saml' && credential !== undefined) throw fault('/credential', 'SAML has no secret');
  if (facts.protocol === 'oidc' && input.allow_idp_initiated) throw fault('/allow_idp_initiated', `${facts.label} has no such setting`);
  const claims = await requireClaims(ctx, { ...facts.claims, ...input.claims });
  const groupMappings = await requireMappings(ctx, input.group_mappings);
  const defaultRoleId = await requireDefaultRole(ctx, input.default_role_id);
  await requireRoomForConnection(ctx);
  const id = newUuid(now.getTime());
  const keys = facts.protocol === 'saml' ? await addEncryptionKey(noEncryptionKeys, now) : undefined;
  const row = {
    ...{ tenantId, id, name, kind, ...provider, claims, groupMappings, defaultRoleId },
    ...{ allowIdpInitiated: input.allow_idp_initiated, requiredGroups: input.required_groups, provisions: input.provisions },
    ...(credential === undefined ? {} : await sealFor(ctx, id, readSecret(credential))),
    ...(keys === undefined ? {} : await encryptionColumns(ctx, id, keys)),
    ...{ createdAt: now, updatedAt: now },
  };
  await refuseDuplicate('sso_connection_name', connectionNameTaken, tx.insert(ssoConnection).values(row));
  const after = toResource(await readConnectionRow(tx, tenantId, id));
  return { result: after, changes: [changeOf('sso_connection', 'ssoConnection', SsoConnection, null, after)] };
});
