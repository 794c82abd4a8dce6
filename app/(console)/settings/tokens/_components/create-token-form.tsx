'use client';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { SelectField } from '#components/forms/choice-fields.tsx';
import { ChoicesField } from '#components/forms/choices-field.tsx';
import { Form } from '#components/forms/form.tsx';
import { TextField } from '#components/forms/text-fields.tsx';
import type { ComboboxOption } from '#components/ui/combobox.tsx';
import { SecretReveal } from '#components/ui/secret-reveal.tsx';
import { createTokenAction } from '../actions.ts';

/** Fetched once the page stands. People choose a stretch of time; the operation wants the day it ends. */
const schema = () =>
  Promise.all([import('#lib/contracts/tokens.ts'), import('zod')]).then(([contract, { z }]) =>
    contract.tokenCreate.input.omit({ expires_at: true }).extend({ days: z.enum(['30', '90', '365', 'never']) }),
  );

const ends = [
  { value: '30', label: 'In 30 days' },
  { value: '90', label: 'In 90 days' },
  { value: '365', label: 'In a year' },
];
const never = { value: 'never', label: 'Never: only tokens of the organization' };

const dayMs = 86_400_000;
const endOf = (days: unknown): string | null => (days === 'never' ? null : new Date(Date.now() + Number(days) * dayMs).toISOString());

const person = { value: 'person', label: 'Mine: it can do what I can, and ends with my account' };
const organization = { value: 'tenant', label: 'The organization’s: it holds its permissions itself' };

/** A ready first request with the new token. */
const snippetOf = (origin: string, secret: string): string => `curl ${origin}/api/v1/users/me -H 'authorization: Bearer ${secret}'`;

export interface CreateTokenFormProps {
  /** What the reader holds, by name. */
  permissions: readonly ComboboxOption[];
  /** Whether the reader may make tokens of the organization. */
  mayMakeTenantTokens: boolean;
  /** What stands in the form at first. */
  initial: { owner: 'person' | 'tenant'; name?: string; permissions?: readonly string[] };
}

/** Name, owner and permissions; then the token, once. */
export function CreateTokenForm({ permissions, mayMakeTenantTokens, initial }: CreateTokenFormProps) {
  const [made, setMade] = useState<{ name: string; secret: string; permissions: readonly string[] }>();
  const router = useRouter();
  if (made !== undefined) {
    const isOfDirectory = made.permissions.includes('scim.provision');
    return (
      <SecretReveal
        label={`API token ${made.name}`}
        secret={made.secret}
        envName="TOLLGATE_TOKEN"
        snippet={snippetOf(location.origin, made.secret)}
        onStored={() => router.push(isOfDirectory ? '/settings/scim' : '/settings/tokens')}
      />
    );
  }
  return (
    <Form<{ name: string; secret: string; permissions: readonly string[] }>
      schema={schema}
      initial={{ days: initial.owner === 'tenant' ? 'never' : '90', ...initial }}
      submitLabel="Create token"
      submit={({ days, ...values }, { idempotencyKey }) => createTokenAction({ ...values, expires_at: endOf(days) }, { idempotencyKey })}
      onDone={setMade}
      draftKey="token.create"
    >
      <TextField name="name" label="Name" hint="What will use it: “nightly report”, “Terraform”." autoFocus />
      <SelectField name="owner" label="Owner" options={mayMakeTenantTokens ? [person, organization] : [person]} />
      <ChoicesField
        name="permissions"
        label="Permissions"
        hint="Only what the program needs. You can give what you hold."
        options={permissions}
      />
      <SelectField name="days" label="Expires" options={mayMakeTenantTokens ? [...ends, never] : ends} />
    </Form>
  );
}
