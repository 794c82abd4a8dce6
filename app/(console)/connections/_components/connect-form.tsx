'use client';
import { useRouter } from 'next/navigation';
import type { z } from 'zod';
import { SelectField } from '#components/forms/choice-fields.tsx';
import { Form } from '#components/forms/form.tsx';
import { useFormState } from '#components/forms/form-context.ts';
import { TextField } from '#components/forms/text-fields.tsx';
import type { Provider } from '#lib/contracts/connections.ts';
import { createConnectionAction } from '../actions.ts';
import { regionOptions } from './region-options.ts';

/** Fetched once the page stands. */
const schema = () => import('#lib/contracts/connections.ts').then((contract) => contract.connectionCreate.input);

type ProviderRow = z.input<typeof Provider>;

/** Only what the chosen provider needs is asked for. */
function ProviderFields({ providers }: { providers: readonly ProviderRow[] }) {
  const { values } = useFormState();
  const chosen = providers.find(({ name }) => name === values.provider);
  if (chosen === undefined) return null;
  return (
    <>
      {chosen.needs_base_url || chosen.base_url !== null ? (
        <TextField
          name="base_url"
          label="Address"
          type="url"
          mono
          optional={!chosen.needs_base_url}
          hint="Up to and without the last slash, such as https://llm.example.com/v1."
          {...(chosen.base_url === null ? {} : { inherited: chosen.base_url })}
        />
      ) : null}
      {chosen.needs_credential ? (
        <TextField
          name="credential"
          label="Credential"
          type="password"
          mono
          hint="Encrypted at once; no page, log or answer shows it again."
        />
      ) : null}
    </>
  );
}

/** Provider, name, and what that provider needs. */
export function ConnectForm({ providers }: { providers: readonly ProviderRow[] }) {
  const router = useRouter();
  return (
    <Form<{ id: string }>
      schema={schema}
      initial={{}}
      submitLabel="Connect"
      submit={(values, options) => createConnectionAction(values, options)}
      onDone={({ id }) => router.push(`/connections?open=${id}`)}
      draftKey="connection.create"
      secrets={['credential']}
    >
      <SelectField name="provider" label="Provider" options={providers.map(({ name, label }) => ({ value: name, label }))} />
      <TextField name="name" label="Name" hint="Callers can put it before a model: name/model." />
      <ProviderFields providers={providers} />
      <SelectField
        name="region"
        label="Region"
        optional
        hint="Where the provider processes what it is sent. An organization bound to a region calls no other."
        options={regionOptions}
      />
    </Form>
  );
}
