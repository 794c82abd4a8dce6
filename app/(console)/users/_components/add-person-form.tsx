'use client';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { SelectField } from '#components/forms/choice-fields.tsx';
import { Form } from '#components/forms/form.tsx';
import { TextField } from '#components/forms/text-fields.tsx';
import { SecretReveal } from '#components/ui/secret-reveal.tsx';
import type { SelectOption } from '#components/ui/select.tsx';
import { createUserAction } from '../actions.ts';

/** Fetched once the page stands. */
const schema = () => import('#lib/contracts/users.ts').then((contract) => contract.userCreate.input);

interface Created {
  readonly user: { readonly id: string; readonly name: string };
  readonly temporary_password: string;
}

/** Name, address and role; then the temporary password, once. */
export function AddPersonForm({ roles }: { roles: readonly SelectOption[] }) {
  const [created, setCreated] = useState<Created>();
  const router = useRouter();
  if (created !== undefined) {
    return (
      <SecretReveal
        label={`Temporary password of ${created.user.name}`}
        secret={created.temporary_password}
        envName="PASSWORD"
        onStored={() => router.push(`/users?open=${created.user.id}`)}
      />
    );
  }
  return (
    <Form<Created>
      schema={schema}
      initial={{}}
      submitLabel="Add person"
      submit={(values, options) => createUserAction(values, options)}
      onDone={setCreated}
      draftKey="user.create"
    >
      <TextField name="name" label="Name" autoFocus />
      <TextField name="email" label="E-mail" type="email" />
      <SelectField
        name="role_id"
        label="Role"
        hint="On the whole organization. Leads of a team get their rights from the team."
        options={roles}
        optional
      />
    </Form>
  );
}
