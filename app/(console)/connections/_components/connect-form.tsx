'use client';
import { useRouter } from 'next/navigation';
import { SelectField } from '#components/forms/choice-fields.tsx';
import { Form } from '#components/forms/form.tsx';
import { useFormState } from '#components/forms/form-context.ts';
import { TextField } from '#components/forms/text-fields.tsx';
import { createConnectionAction } from '../actions.ts';
import { AddressFields, CredentialField, ModelFields, type ProviderRow, settingsFor } from './provider-fields.tsx';
import { regionOptions } from './region-options.ts';

/** Fetched once the page stands. */
const schema = () => import('#lib/contracts/connections.ts').then((contract) => contract.connectionCreate.input);

/** Only what the chosen provider needs is asked for. */
function ProviderFields({ providers }: { providers: readonly ProviderRow[] }) {
  const { values } = useFormState();
  const chosen = providers.find(({ name }) => name === values.provider);
  if (chosen === undefined) return null;
  return (
    <>
      <AddressFields provider={chosen} />
      <CredentialField provider={chosen} optional={!chosen.needs_credential} />
      {chosen.takes_base_url ? <ModelFields key={chosen.name} provider={chosen} /> : null}
    </>
  );
}

/** What was entered for the chosen provider; fields of one that was chosen before are not sent. */
function inputOf(providers: readonly ProviderRow[], values: Record<string, unknown>): Record<string, unknown> {
  const chosen = providers.find(({ name }) => name === values.provider);
  if (chosen === undefined) return values;
  const { settings: _all, model_names: names, base_url: address, credential, models, ...rest } = values;
  return {
    ...rest,
    settings: settingsFor(chosen, values),
    ...(chosen.takes_base_url && address !== undefined ? { base_url: address } : {}),
    ...(chosen.takes_base_url && models !== undefined ? { models } : {}),
    ...(chosen.credential !== null && credential !== undefined ? { credential } : {}),
    ...(chosen.names_models && names !== undefined ? { model_names: names } : {}),
  };
}

/** Provider, name, and what that provider needs. */
export function ConnectForm({ providers }: { providers: readonly ProviderRow[] }) {
  const router = useRouter();
  return (
    <Form<{ id: string }>
      schema={schema}
      initial={{}}
      submitLabel="Connect"
      submit={(values, options) => createConnectionAction(inputOf(providers, values), options)}
      onDone={({ id }) => router.push(`/connections?open=${id}`)}
      draftKey="connection.create"
      secrets={['credential']}
    >
      <SelectField name="provider" label="Provider" options={providers.map(({ name, label }) => ({ value: name, label }))} />
      <TextField name="name" label="Name" hint="Callers can put it before a model: name/model." />
      <ProviderFields providers={providers} />
      <SelectField
        name="region"
        label="Data residency"
        optional
        hint="Where the provider processes what it is sent. An organization bound to a region calls no other."
        options={regionOptions}
      />
    </Form>
  );
}
