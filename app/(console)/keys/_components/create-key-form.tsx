'use client';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { ComboboxField, SelectField } from '#components/forms/choice-fields.tsx';
import { FieldGroup } from '#components/forms/field-group.tsx';
import { Form } from '#components/forms/form.tsx';
import { useFormState } from '#components/forms/form-context.ts';
import { CountField, MoneyField } from '#components/forms/quantity-fields.tsx';
import { TextField } from '#components/forms/text-fields.tsx';
import { SecretReveal } from '#components/ui/secret-reveal.tsx';
import { createKeyAction } from '../actions.ts';
import type { KeyChoices } from './key-choices.ts';
import type { NewKeyRow } from './key-columns.tsx';
import { hasPlace, newKeyInput } from './key-form-values.ts';
import { kindChoices } from './key-words.ts';
import { ScopeFields, WorkFields } from './scope-fields.tsx';

/** Fetched once the page stands. */
const schema = () => import('./key-form-schema.ts').then((forms) => forms.createKeySchema);

const periods = [
  { value: 'daily', label: 'A day' },
  { value: 'weekly', label: 'A week' },
  { value: 'monthly', label: 'A month' },
  { value: 'quarterly', label: 'A quarter' },
  { value: 'annual', label: 'A year' },
];

/** A ready first call with the new key. */
const snippetOf = (origin: string, secret: string): string =>
  `curl ${origin}/api/v1/chat/completions -H 'authorization: Bearer ${secret}' -H 'content-type: application/json' -d '{"model":"sandbox-small","messages":[{"role":"user","content":"Hello"}]}'`;

function PlaceFields({ choices }: { choices: KeyChoices }) {
  const { kind } = useFormState().values;
  return (
    <>
      {hasPlace(kind, 'team_id') ? (
        <ComboboxField
          name="team_id"
          label="Charged to"
          hint={['Team and service keys name the team that pays.', choices.notes.teams].filter(Boolean).join(' ')}
          options={choices.teams}
          optional={kind !== 'team'}
        />
      ) : null}
      {hasPlace(kind, 'department_id') ? (
        <ComboboxField name="department_id" label="Department" hint={choices.notes.departments} options={choices.departments} />
      ) : null}
      {choices.projects.length === 0 ? null : <WorkFields choices={choices} isNeeded={kind === 'project'} />}
    </>
  );
}

/** A budget and rates of the key alone; shown to whoever may set them. */
function LimitFields({ may }: { may: KeyFormRights }) {
  if (!may.budgets && !may.limits) return null;
  return (
    <FieldGroup title="How much it may use" hint="Made together with the key, for this key alone.">
      {may.budgets ? (
        <>
          <MoneyField name="budget.limit_usd" label="Budget" hint="Calls above it are refused." optional />
          <SelectField name="budget.period" label="Budget period" options={periods} />
        </>
      ) : null}
      {may.limits ? (
        <>
          <CountField name="requests_per_minute" label="Requests a minute" unit="requests" optional />
          <CountField name="tokens_per_minute" label="Tokens a minute" unit="tokens" optional />
        </>
      ) : null}
    </FieldGroup>
  );
}

/** Which limits the reader may make with a key. */
export interface KeyFormRights {
  readonly budgets: boolean;
  readonly limits: boolean;
}

/** Name, kind and place, what it may do and how much; then the key, once. */
export function CreateKeyForm({ choices, may }: { choices: KeyChoices; may: KeyFormRights }) {
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
      initial={{ kind: 'personal', 'budget.period': 'monthly' }}
      submitLabel="Create key"
      submit={(values, { idempotencyKey }) => createKeyAction(newKeyInput(values), { idempotencyKey })}
      onDone={setMade}
      draftKey="key.create"
    >
      <TextField name="name" label="Name" hint="What will use it: “ci-payments”, “Laptop”." autoFocus />
      <SelectField name="kind" label="Kind" options={kindChoices} />
      <PlaceFields choices={choices} />
      <ScopeFields choices={choices} />
      <LimitFields may={may} />
    </Form>
  );
}
