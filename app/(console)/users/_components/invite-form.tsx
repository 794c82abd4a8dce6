'use client';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { SelectField } from '#components/forms/choice-fields.tsx';
import { Form } from '#components/forms/form.tsx';
import { TextField } from '#components/forms/text-fields.tsx';
import { SecretReveal } from '#components/ui/secret-reveal.tsx';
import type { SelectOption } from '#components/ui/select.tsx';
import { createInvitationAction } from '../actions.ts';

/** Fetched once the page stands. */
const schema = () => import('#lib/contracts/invitations.ts').then((contract) => contract.invitationCreate.input);

interface Sent {
  readonly invitation: { readonly email: string };
  readonly link_path: string;
}

const teamRoles = [
  { value: 'member', label: 'Member' },
  { value: 'lead', label: 'Lead' },
];

export interface InviteFormProps {
  roles: readonly SelectOption[];
  teams: readonly SelectOption[];
  /** What the list of teams leaves out. */
  note: string | undefined;
}

/** Address, role and team; then the link, once, for organizations without a mail server. */
export function InviteForm({ roles, teams, note }: InviteFormProps) {
  const [sent, setSent] = useState<Sent>();
  const router = useRouter();
  if (sent !== undefined) {
    return (
      <SecretReveal
        label={`Link for ${sent.invitation.email}. It was sent by e-mail, too`}
        secret={`${location.origin}${sent.link_path}`}
        envName="INVITATION"
        onStored={() => router.push('/users/invitations')}
      />
    );
  }
  return (
    <Form<Sent>
      schema={schema}
      initial={{}}
      submitLabel="Send invitation"
      submit={(values, options) => createInvitationAction(values, options)}
      onDone={setSent}
      draftKey="invitation.create"
    >
      <TextField name="email" label="E-mail" type="email" autoFocus />
      <TextField name="name" label="Name" hint="Proposed; they may write another." optional />
      <SelectField name="role_id" label="Role" hint="On the whole organization; the role User unless said." options={roles} optional />
      <SelectField name="team_id" label="Team" hint={note} options={teams} optional />
      <SelectField name="team_role" label="In the team" options={teamRoles} optional />
    </Form>
  );
}
