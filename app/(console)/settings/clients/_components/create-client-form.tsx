'use client';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { ComboboxField } from '#components/forms/choice-fields.tsx';
import { Form } from '#components/forms/form.tsx';
import { TextField } from '#components/forms/text-fields.tsx';
import type { ComboboxOption } from '#components/ui/combobox.tsx';
import { SecretReveal } from '#components/ui/secret-reveal.tsx';
import { createClientAction } from '../actions.ts';
import type { NewClientRow } from './client-columns.tsx';

/** Fetched once the page stands. */
const schema = () => import('#lib/contracts/clients.ts').then((contract) => contract.clientCreate.input);

/** A ready request for a first access token. */
const snippetOf = (origin: string, { id, secret }: { id: string; secret: string }): string =>
  `curl ${origin}/api/oauth/token -u '${id}:${secret}' -d grant_type=client_credentials`;

/** Name, role and where; then the secret, once. */
export function CreateClientForm({ roles, teams }: { roles: readonly ComboboxOption[]; teams: readonly ComboboxOption[] }) {
  const [made, setMade] = useState<{ id: string; name: string; secret: string }>();
  const router = useRouter();
  if (made !== undefined) {
    return (
      <SecretReveal
        label={`Client secret of ${made.name}, whose client id is ${made.id}`}
        secret={made.secret}
        envName="TOLLGATE_CLIENT_SECRET"
        snippet={snippetOf(location.origin, made)}
        onStored={() => router.push('/settings/clients')}
      />
    );
  }
  return (
    <Form<NewClientRow>
      schema={schema}
      initial={{}}
      submitLabel="Create client"
      submit={(values, { idempotencyKey }) => createClientAction(values, { idempotencyKey })}
      onDone={setMade}
      draftKey="client.create"
    >
      <TextField name="name" label="Name" hint="The program: “Billing export”, “Terraform”." autoFocus />
      <TextField name="description" label="Description" optional />
      <ComboboxField
        name="role_id"
        label="Role"
        hint="What its service account may do; you can give what you could give a person."
        options={roles}
      />
      <ComboboxField name="team_id" label="On the team" hint="Everywhere unless you name one." options={teams} optional />
    </Form>
  );
}
