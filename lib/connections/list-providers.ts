import { defineQuery } from '#lib/command/define-query.ts';
import { providerList } from '#lib/contracts/connections.ts';

export const listProviders = defineQuery(providerList, async (ctx) => ({
  data: ctx.runtime.providers.map(({ name, label, baseUrl, needsCredential, models, transport }) => ({
    name,
    label,
    // A provider inside this process has no address that anybody could see or change.
    base_url: transport === null ? baseUrl : null,
    needs_base_url: transport === null && baseUrl === null,
    needs_credential: needsCredential,
    lists_models: models === 'catalogue' || models.length > 0,
  })),
  next_cursor: null,
}));
