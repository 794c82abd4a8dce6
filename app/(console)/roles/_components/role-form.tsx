'use client';
import { useRouter } from 'next/navigation';
import { ComboboxField } from '#components/forms/choice-fields.tsx';
import { Form } from '#components/forms/form.tsx';
import type { FormValues } from '#components/forms/form-values.ts';
import { CountField } from '#components/forms/quantity-fields.tsx';
import { TextareaField, TextField } from '#components/forms/text-fields.tsx';
import { ButtonLink } from '#components/ui/button-link.tsx';
import type { ComboboxOption } from '#components/ui/combobox.tsx';
import { toast } from '#components/ui/toast.ts';
import { createRoleAction, updateRoleAction } from '../actions.ts';
import { PermissionsField } from './permissions-field.tsx';

/** Fetched once the page stands. */
const createSchema = () => import('#lib/contracts/roles.ts').then((contract) => contract.roleCreate.input);
const updateSchema = () => import('#lib/contracts/roles.ts').then((contract) => contract.roleUpdate.input);

export interface RoleFormProps {
  /** Null for a new one. */
  edited: { readonly id: string; readonly version: number } | null;
  initial: FormValues;
  parents: readonly ComboboxOption[];
  heldByParent: Readonly<Record<string, readonly string[]>>;
  mine: readonly string[];
}

/** A role: how it ranks, what it inherits from, and what it holds. */
export function RoleForm({ edited, initial, parents, heldByParent, mine }: RoleFormProps) {
  const router = useRouter();
  const isNew = edited === null;
  return (
    <Form<{ id: string; title: string }>
      className="max-w-180"
      schema={isNew ? createSchema : updateSchema}
      initial={initial}
      {...(isNew ? { draftKey: 'role.create' } : { fixed: { role_id: edited.id }, version: edited.version })}
      submitLabel={isNew ? 'Create role' : 'Save'}
      secondary={<ButtonLink href="/roles">Cancel</ButtonLink>}
      submit={(values, more) => (isNew ? createRoleAction(values, more) : updateRoleAction(values, more))}
      onDone={({ id, title }) => {
        toast({ tone: 'success', text: `${title} is saved. Whoever holds it holds the change.` });
        router.push(`/roles?open=${id}`);
      }}
    >
      <TextField name="title" label="Title" autoFocus={isNew} />
      {isNew ? <TextField name="name" label="Name in rules" mono hint="Small letters, digits and _. It stays as it is." /> : null}
      <TextareaField name="description" label="Description" optional rows={2} />
      <CountField
        name="level"
        label="Level"
        unit="of 100"
        hint="Ranks it: 90 administrators, 80 departments, 70 teams, 50 everybody. Not above your own."
      />
      <ComboboxField
        name="parent_id"
        label="Inherits from"
        hint="It holds everything that role holds, also what that role comes to later."
        options={parents}
        optional
      />
      <PermissionsField mine={mine} heldByParent={heldByParent} />
    </Form>
  );
}
