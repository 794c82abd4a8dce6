'use client';
import { useRouter } from 'next/navigation';
import { ComboboxField } from '#components/forms/choice-fields.tsx';
import { Form } from '#components/forms/form.tsx';
import { TextareaField, TextField } from '#components/forms/text-fields.tsx';
import type { ComboboxOption } from '#components/ui/combobox.tsx';
import { toast } from '#components/ui/toast.ts';
import { createGroupAction, updateGroupAction } from '../actions.ts';

/** Fetched once the page stands. */
const createSchema = () => import('#lib/contracts/groups.ts').then((contract) => contract.groupCreate.input);
const updateSchema = () => import('#lib/contracts/groups.ts').then((contract) => contract.groupUpdate.input);

export interface GroupFormProps {
  /** Null for a new one. */
  group: {
    readonly id: string;
    readonly name: string;
    readonly description: string;
    readonly cost_center_id: string | null;
    readonly version: number;
    readonly isByHand: boolean;
  } | null;
  centers: readonly ComboboxOption[];
}

/** A group: its name, and the cost center it gives. */
export function GroupForm({ group, centers }: GroupFormProps) {
  const router = useRouter();
  const isNew = group === null;
  const initial = isNew
    ? {}
    : {
        ...(group.isByHand ? { name: group.name } : {}),
        ...(group.description === '' ? {} : { description: group.description }),
        ...(group.cost_center_id === null ? {} : { cost_center_id: group.cost_center_id }),
      };
  return (
    <Form<{ id: string; name: string }>
      schema={isNew ? createSchema : updateSchema}
      initial={initial}
      {...(isNew ? { draftKey: 'group.create' } : { fixed: { group_id: group.id }, version: group.version })}
      submitLabel={isNew ? 'Create group' : 'Save'}
      submit={(values, more) => (isNew ? createGroupAction(values, more) : updateGroupAction(values, more))}
      onDone={({ id, name }) => {
        toast({ tone: 'success', text: `${name} is saved.` });
        if (isNew) router.push(`/groups/${id}`);
        else router.refresh();
      }}
    >
      {isNew || group.isByHand ? <TextField name="name" label="Name" autoFocus={isNew} /> : null}
      <TextareaField name="description" label="Description" optional rows={2} />
      <ComboboxField
        name="cost_center_id"
        label="Cost center"
        hint="Bears the calls of members’ own keys, unless a rule for the key or the project says otherwise."
        options={centers}
        optional
      />
    </Form>
  );
}
