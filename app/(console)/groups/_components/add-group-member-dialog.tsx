'use client';
import { useRouter } from 'next/navigation';
import { ComboboxField } from '#components/forms/choice-fields.tsx';
import { Form } from '#components/forms/form.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import { toast } from '#components/ui/toast.ts';
import type { Surface } from '#components/ui/use-on-demand.ts';
import { addGroupMemberAction } from '../actions.ts';
import type { AddGroupMemberProps } from './add-group-member.tsx';

/** Fetched once the page stands. */
const schema = () => import('#lib/contracts/groups.ts').then((contract) => contract.groupMemberAdd.input);

/** Puts a person into the group, with everything it grants. */
export function AddGroupMemberDialog({ open, onOpenChange, groupId, people }: AddGroupMemberProps & Surface) {
  const router = useRouter();
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title="Add person">
      <Form<{ name: string; email: string }>
        schema={schema}
        fixed={{ group_id: groupId }}
        initial={{}}
        submitLabel="Add person"
        submit={(values, more) => addGroupMemberAction(values, more)}
        onDone={(added) => {
          onOpenChange(false);
          toast({ tone: 'success', text: `${added.name || added.email} is in the group.` });
          router.refresh();
        }}
      >
        <ComboboxField name="user_id" label="Person" hint="They hold what the group grants from the next moment on." options={people} />
      </Form>
    </Dialog>
  );
}
