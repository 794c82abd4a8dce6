import { defineCommand } from '#lib/command/define-command.ts';
import { ssoConnectionRenewKey } from '#lib/contracts/sso.ts';
import { AppError } from '#lib/core/errors.ts';
import { changeConnection, lockConnection } from './change-connection.ts';
import { encryptionColumns } from './encryption-columns.ts';
import { addEncryptionKey } from './encryption-keys.ts';
import { kindFacts } from './kinds.ts';
import { openSecret } from './open-secret.ts';
import { requireMayOpenAccounts } from './require-may-open-accounts.ts';

/** A new key for encrypted assertions. The one before goes on opening them, so that nobody is locked out until the provider has our new metadata. */
export const renewKey = defineCommand(ssoConnectionRenewKey, async (ctx, input) => {
  const before = await lockConnection(ctx, input.sso_connection_id);
  await requireMayOpenAccounts(ctx);
  const { protocol, label } = kindFacts[before.kind];
  if (protocol !== 'saml')
    throw new AppError('conflict', { detail: `${label} has no encrypted assertions; its answers come from the provider itself.` });
  const privateKeys = await openSecret(ctx.tx, ctx.runtime, before);
  const keys = await addEncryptionKey({ certificates: before.encryptionCertificates, privateKeys }, ctx.now);
  return changeConnection(ctx, before, await encryptionColumns(ctx, before.id, keys));
});
