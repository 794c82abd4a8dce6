import type { z } from 'zod';
import type { OperationContext } from '#lib/command/context.ts';
import { defineCommand } from '#lib/command/define-command.ts';
import type { ProviderFacts } from '#lib/command/provider-facts.ts';
import { type Connection, connectionUpdate } from '#lib/contracts/connections.ts';
import { AppError } from '#lib/core/errors.ts';
import { changeConnection, lockConnection } from './change-connection.ts';
import { addressOf, isSameOrigin, requireAddress, requireProvider } from './require-address.ts';
import { requireCredential } from './require-credential.ts';
import { requireModels, requireSettings } from './require-settings.ts';
import { sealFor } from './seal-for.ts';

type Update = z.output<typeof connectionUpdate.input>;

const isSameList = (left: readonly string[], right: readonly string[]): boolean => JSON.stringify(left) === JSON.stringify(right);

/** Whether two records say the same; the database keeps their keys in an order of its own. */
function isSameRecord(left: Readonly<Record<string, string>>, right: Readonly<Record<string, string>>): boolean {
  const names = Object.keys(left);
  return names.length === Object.keys(right).length && names.every((name) => Object.hasOwn(right, name) && left[name] === right[name]);
}

/** Everything of the connection but its credential, as it is after the change; what stays as it is, is left out. */
function plainColumns(ctx: OperationContext, provider: ProviderFacts, before: Connection, input: Update) {
  const baseUrl = input.base_url === undefined ? before.base_url : requireAddress(ctx, provider, input.base_url);
  const settings = input.settings === undefined ? before.settings : requireSettings(provider, input.settings);
  const modelNames = input.model_names ?? before.model_names;
  const models = requireModels(provider, input.models ?? before.models, modelNames);
  // Addresses that come from settings are the provider's own; only one that a person wrote can lead elsewhere.
  const isWritten = baseUrl !== null || before.base_url !== null;
  const moves = isWritten && !isSameOrigin(addressOf(provider, baseUrl, settings), addressOf(provider, before.base_url, before.settings));
  const columns = {
    ...(input.name === undefined || input.name === before.name ? {} : { name: input.name }),
    ...(baseUrl === before.base_url ? {} : { baseUrl }),
    ...(isSameList(models, before.models) ? {} : { models }),
    ...(isSameRecord(settings, before.settings) ? {} : { settings }),
    ...(isSameRecord(modelNames, before.model_names) ? {} : { modelNames }),
    ...(input.region === undefined || input.region === before.region ? {} : { region: input.region }),
  };
  return { columns, moves };
}

export const updateConnection = defineCommand(connectionUpdate, async (ctx, input) => {
  const before = await lockConnection(ctx, input.connection_id);
  const provider = requireProvider(ctx, before.provider);
  const { columns: plain, moves } = plainColumns(ctx, provider, before, input);
  // Whoever may change addresses could else have the stored credential sent to a server of their own.
  if (moves && before.has_credential && input.credential === undefined)
    throw new AppError('validation_failed', {
      errors: [{ pointer: '/credential', detail: 'Another host needs the credential again: the stored one is never sent elsewhere' }],
    });
  const sealed = input.credential === undefined ? {} : await sealFor(ctx, before.id, requireCredential(provider, input.credential));
  const columns = { ...plain, ...sealed };
  return Object.keys(columns).length === 0 ? { result: before, changes: null } : changeConnection(ctx, before, columns);
});
