'use client';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { ComboboxField, SelectField } from '#components/forms/choice-fields.tsx';
import { Form } from '#components/forms/form.tsx';
import { TextField } from '#components/forms/text-fields.tsx';
import type { ComboboxOption } from '#components/ui/combobox.tsx';
import { SecretReveal } from '#components/ui/secret-reveal.tsx';
import { createKeyAction } from '../actions.ts';
import type { NewKeyRow } from './key-columns.tsx';

/** Fetched once the page stands. */
const schema = () => import('#lib/contracts/keys.ts').then((contract) => contract.keyCreate.input);

const kinds = [
  { value: 'personal', label: 'Personal: only I use it' },
  { value: 'team', label: 'Team: shared by a team' },
  { value: 'service', label: 'Service: for a program' },
];

/** A ready first call with the new key. */
const snippetOf = (origin: string, secret: string): string =>
  `curl ${origin}/api/v1/chat/completions -H 'authorization: Bearer ${secret}' -H 'content-type: application/json' -d '{"model":"sandbox-small","messages":[{"role":"user","content":"Hello"}]}'`;

/** Name, kind and team; then the key, once. */
export function CreateKeyForm({ teams }: { teams: readonly ComboboxOption[] }) {
  const [made, setMade] = useState<{ id: string; name: string; secret: string }>();
  const router = useRouter();
  if (made !== undefined) {
    return (
      <SecretReveal
        label={`Virtual key of ${made.name}`}
        secret={made.secret}
        envName="TOLLGATE_KEY"
        snippet={snippetOf(location.origin, made.secret)}
        onStored={() => router.push(`/keys?open=${made.id}`)}
      />
    );
  }
  return (
    <Form<NewKeyRow>
      schema={schema}
      initial={{ kind: 'personal' }}
      submitLabel="Create key"
      submit={(values, { idempotencyKey }) => createKeyAction(values, { idempotencyKey })}
      onDone={setMade}
      draftKey="key.create"
    >
      <TextField name="name" label="Name" hint="What will use it: “ci-payments”, “Laptop”." autoFocus />
      <SelectField name="kind" label="Kind" options={kinds} />
      <ComboboxField name="team_id" label="Charged to" hint="Team and service keys name the team that pays." options={teams} optional />
    </Form>
  );
}
