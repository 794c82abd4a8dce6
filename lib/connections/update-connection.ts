import { defineCommand } from '#lib/command/define-command.ts';
import { connectionUpdate } from '#lib/contracts/connections.ts';
import { AppError } from '#lib/core/errors.ts';
import { changeConnection, lockConnection } from './change-connection.ts';
import { isSameOrigin, requireAddress, requireProvider } from './require-address.ts';
import { sealFor } from './seal-for.ts';

const isSame = (left: readonly string[], right: readonly string[]): boolean => JSON.stringify(left) === JSON.stringify(right);

export const updateConnection = defineCommand(connectionUpdate, async (ctx, input) => {
  const before = await lockConnection(ctx, input.connection_id);
  const provider = requireProvider(ctx, before.provider);
  const baseUrl = input.base_url === undefined ? before.base_url : requireAddress(ctx, provider, input.base_url);
  const moves = !isSameOrigin(baseUrl ?? provider.baseUrl, before.base_url ?? provider.baseUrl);
  // Whoever may change addresses could else have the stored credential sent to a server of their own.
  if (moves && before.has_credential && input.credential === undefined)
    throw new AppError('validation_failed', {
      errors: [{ pointer: '/credential', detail: 'Another host needs the credential again: the stored one is never sent elsewhere' }],
    });
  const models = input.models === undefined ? before.models : [...new Set(input.models)];
  const columns = {
    ...(input.name === undefined || input.name === before.name ? {} : { name: input.name }),
    ...(baseUrl === before.base_url ? {} : { baseUrl }),
    ...(isSame(models, before.models) ? {} : { models }),
    ...(input.region === undefined || input.region === before.region ? {} : { region: input.region }),
    ...(input.credential === undefined ? {} : await sealFor(ctx, before.id, input.credential)),
  };
  return Object.keys(columns).length === 0 ? { result: before, changes: null } : changeConnection(ctx, before, columns);
});
