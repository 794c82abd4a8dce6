import { defineQuery } from '#lib/command/define-query.ts';
import type { ProviderFacts } from '#lib/command/provider-facts.ts';
import { type Provider, providerList } from '#lib/contracts/connections.ts';
import { apiKeyForm } from '#lib/core/connection-form.ts';

function toResource(provider: ProviderFacts): Provider {
  const { name, label, baseUrl, addressOf, needsCredential, models, transport, settings = [], namesModels = false } = provider;
  const form = provider.credentialForm ?? apiKeyForm;
  return {
    name,
    label,
    // A provider inside this process has no address that anybody could see or change.
    base_url: transport === null ? baseUrl : null,
    needs_base_url: transport === null && baseUrl === null && addressOf === undefined,
    takes_base_url: transport === null,
    needs_credential: needsCredential,
    credential: transport === null ? { label: form.label, hint: form.hint, is_long: form.isLong } : null,
    settings: settings.map((setting) => ({
      name: setting.name,
      label: setting.label,
      hint: setting.hint,
      is_required: setting.isRequired,
      example: setting.example,
    })),
    lists_models: models === 'catalogue' || models.length > 0,
    names_models: namesModels,
  };
}

export const listProviders = defineQuery(providerList, async (ctx) => ({ data: ctx.runtime.providers.map(toResource), next_cursor: null }));
