'use client';
import { useRouter } from 'next/navigation';
import { ComboboxField, SelectField } from '#components/forms/choice-fields.tsx';
import { Form } from '#components/forms/form.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import { toast } from '#components/ui/toast.ts';
import type { Surface } from '#components/ui/use-on-demand.ts';
import { addMemberAction } from '../actions.ts';
import type { AddMemberProps } from './add-member.tsx';

/** Fetched once the page stands. */
const schema = () => import('#lib/contracts/members.ts').then((contract) => contract.memberAdd.input);

const roles = [
  { value: 'member', label: 'Member' },
  { value: 'lead', label: 'Lead: sees usage, manages keys and members' },
];

/** Adds a person of the organization to the team. */
export function AddMemberDialog({ open, onOpenChange, teamId, people }: AddMemberProps & Surface) {
  const router = useRouter();
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title="Add member">
      <Form<{ name: string; email: string }>
        schema={schema}
        fixed={{ team_id: teamId }}
        initial={{ team_role: 'member' }}
        submitLabel="Add member"
        submit={(values, options) => addMemberAction(values, options)}
        onDone={(added) => {
          onOpenChange(false);
          toast({ tone: 'success', text: `${added.name || added.email} is in the team.` });
          router.refresh();
        }}
      >
        <ComboboxField name="user_id" label="Person" options={people} />
        <SelectField name="team_role" label="Team role" options={roles} />
      </Form>
    </Dialog>
  );
}
