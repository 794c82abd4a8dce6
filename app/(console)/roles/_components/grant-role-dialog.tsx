'use client';
import { useRouter } from 'next/navigation';
import { ComboboxField } from '#components/forms/choice-fields.tsx';
import { Form } from '#components/forms/form.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import { toast } from '#components/ui/toast.ts';
import type { Surface } from '#components/ui/use-on-demand.ts';
import { grantRoleAction } from '../actions.ts';
import { EndField } from './end-field.tsx';
import type { GrantRoleProps } from './grant-role.tsx';
import { PlaceFields } from './place-fields.tsx';

/** Fetched once the page stands. */
const schema = () => import('#lib/contracts/roles.ts').then((contract) => contract.roleAssignmentGrant.input);

/** Grants a role to a person somewhere, for good or until a day. */
export function GrantRoleDialog({ open, onOpenChange, options, people, fixed = {} }: GrantRoleProps & Surface) {
  const router = useRouter();
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title="Grant role">
      <Form<{ user_name: string; user_email: string; role_title: string; scope_name: string | null }>
        schema={schema}
        fixed={fixed}
        initial={{}}
        submitLabel="Grant role"
        submit={(values, more) => grantRoleAction(values, more)}
        onDone={(granted) => {
          onOpenChange(false);
          const where = granted.scope_name === null ? '' : ` on ${granted.scope_name}`;
          toast({ tone: 'success', text: `${granted.user_name || granted.user_email} holds ${granted.role_title}${where}.` });
          router.refresh();
        }}
      >
        {fixed.user_id === undefined ? <ComboboxField name="user_id" label="Person" options={people} /> : null}
        {fixed.role_id === undefined ? (
          <ComboboxField name="role_id" label="Role" hint={options.notes.roles} options={options.roles} />
        ) : null}
        <PlaceFields options={options} />
        <EndField />
      </Form>
    </Dialog>
  );
}
