'use client';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { SelectField } from '#components/forms/choice-fields.tsx';
import { Form } from '#components/forms/form.tsx';
import { TextField } from '#components/forms/text-fields.tsx';
import { SecretReveal } from '#components/ui/secret-reveal.tsx';
import { residencies } from '../../_shell/residencies.ts';
import { createTenantAction } from '../actions.ts';

const schema = () => import('#lib/contracts/platform.ts').then((contract) => contract.platformTenantCreate.input);

interface Provisioned {
  readonly tenant: { readonly id: string; readonly name: string };
  readonly temporary_password: string;
}

/** Name, place and first administrator; then the temporary password, once. */
export function ProvisionForm() {
  const [made, setMade] = useState<Provisioned>();
  const router = useRouter();
  if (made !== undefined) {
    return (
      <SecretReveal
        label={`Temporary password of the administrator of ${made.tenant.name}`}
        secret={made.temporary_password}
        envName="PASSWORD"
        onStored={() => router.push(`/operator/tenants/${made.tenant.id}`)}
      />
    );
  }
  return (
    <Form<Provisioned>
      schema={schema}
      initial={{ time_zone: 'UTC', residency: 'global' }}
      submitLabel="Provision organization"
      submit={(values, options) => createTenantAction(values, options)}
      onDone={setMade}
      draftKey="platform_tenant.create"
    >
      <TextField name="name" label="Name" autoFocus />
      <TextField name="slug" label="Short name" hint="What people type at sign-in; it stays." />
      <TextField name="admin_email" label="E-mail of the first administrator" type="email" />
      <TextField name="admin_name" label="Their name" optional />
      <TextField name="time_zone" label="Time zone" hint="IANA, such as Europe/Berlin." />
      <SelectField name="residency" label="Data stays in" options={residencies} />
    </Form>
  );
}
