'use client';
import { useRouter } from 'next/navigation';
import { ComboboxField } from '#components/forms/choice-fields.tsx';
import { Form } from '#components/forms/form.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import { toast } from '#components/ui/toast.ts';
import type { Surface } from '#components/ui/use-on-demand.ts';
import { EndField } from '../../roles/_components/end-field.tsx';
import { PlaceFields } from '../../roles/_components/place-fields.tsx';
import { grantGroupRoleAction } from '../actions.ts';
import type { GrantGroupRoleProps } from './grant-group-role.tsx';

/** Fetched once the page stands. */
const schema = () => import('#lib/contracts/groups.ts').then((contract) => contract.groupRoleGrant.input);

/** Lets everybody in the group hold a role somewhere. */
export function GrantGroupRoleDialog({ open, onOpenChange, groupId, options }: GrantGroupRoleProps & Surface) {
  const router = useRouter();
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title="Grant role to the group">
      <Form<{ name: string }>
        schema={schema}
        fixed={{ group_id: groupId }}
        initial={{}}
        submitLabel="Grant role"
        submit={(values, more) => grantGroupRoleAction(values, more)}
        onDone={({ name }) => {
          onOpenChange(false);
          toast({ tone: 'success', text: `Everybody in ${name} holds it.` });
          router.refresh();
        }}
      >
        <ComboboxField name="role_id" label="Role" hint={options.notes.roles} options={options.roles} />
        <PlaceFields options={options} />
        <EndField />
      </Form>
    </Dialog>
  );
}
