'use client';
import type { z } from 'zod';
import type { FormValues } from '#components/forms/form-values.ts';
import { TagsField } from '#components/forms/tags-field.tsx';
import { TextareaField, TextField } from '#components/forms/text-fields.tsx';
import type { Provider } from '#lib/contracts/connections.ts';
import { ModelNamesField } from './model-names-field.tsx';

export type ProviderRow = z.input<typeof Provider>;

/** Where the provider is asked, and what it wants to be told beside that. */
export function AddressFields({ provider }: { provider: ProviderRow }) {
  return (
    <>
      {provider.takes_base_url ? (
        <TextField
          name="base_url"
          label="Address"
          type="url"
          mono
          optional={!provider.needs_base_url}
          hint="Up to and without the last slash, such as https://llm.example.com/v1."
          inherited={provider.base_url ?? (provider.needs_base_url ? 'https://' : 'By the settings below')}
        />
      ) : null}
      {provider.settings.map((setting) => (
        <TextField
          key={setting.name}
          name={`settings.${setting.name}`}
          label={setting.label}
          mono
          optional={!setting.is_required}
          hint={setting.hint}
          inherited={setting.example}
        />
      ))}
    </>
  );
}

/** The credential in the form that the provider has it in. */
export function CredentialField({ provider, optional = false, hint }: { provider: ProviderRow; optional?: boolean; hint?: string }) {
  const { credential } = provider;
  if (credential === null) return null;
  const words = hint ?? `${credential.hint} Encrypted at once; no page, log or answer shows it again.`;
  return credential.is_long ? (
    <TextareaField name="credential" label={credential.label} hint={words} optional={optional} rows={6} />
  ) : (
    <TextField name="credential" label={credential.label} type="password" mono hint={words} optional={optional} />
  );
}

const modelsHint = ({ lists_models: lists, names_models: names }: ProviderRow): string => {
  if (lists) return 'Empty: whatever the price catalogue lists for the provider.';
  return names ? 'Deployments named after their model; the others below.' : 'Empty: the first test that lists models takes them over.';
};

/** Which models the connection serves, and what they are called there. */
export function ModelFields({ provider }: { provider: ProviderRow }) {
  return (
    <>
      <TagsField name="models" label="Models" optional hint={modelsHint(provider)} />
      {provider.names_models ? (
        <ModelNamesField
          name="model_names"
          label="Deployments"
          hint="Models with a name of their own here, one a line: model = deployment. Callers and prices go by the model."
        />
      ) : null}
    </>
  );
}

const record = (value: unknown): FormValues => (typeof value === 'object' && value !== null ? { ...value } : {});

/** Of the settings that were entered those that this provider knows; another one may have been chosen before. */
export function settingsFor(provider: ProviderRow, values: FormValues): FormValues {
  const given = record(values.settings);
  return Object.fromEntries(provider.settings.flatMap(({ name }) => (given[name] === undefined ? [] : [[name, given[name]]])));
}
