import { defineCommand } from '#lib/command/define-command.ts';
import { connectionRotate } from '#lib/contracts/connections.ts';
import { changeConnection, lockConnection } from './change-connection.ts';
import { requireProvider } from './require-address.ts';
import { requireCredential } from './require-credential.ts';
import { sealFor } from './seal-for.ts';

export const rotateCredential = defineCommand(connectionRotate, async (ctx, input) => {
  const before = await lockConnection(ctx, input.connection_id);
  const credential = requireCredential(requireProvider(ctx, before.provider), input.credential);
  return changeConnection(ctx, before, await sealFor(ctx, before.id, credential));
});
