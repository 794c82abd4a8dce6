'use client';
import { SwitchField } from '#components/forms/choice-fields.tsx';
import { TagsField } from '#components/forms/tags-field.tsx';
import { TextareaField, TextField } from '#components/forms/text-fields.tsx';
import type { SsoKind } from '#lib/contracts/sso-kinds.ts';
import { kindGuides } from './kind-guides.ts';

/** What a kind of provider wants to be told. `isNew`: nothing is stored yet. */
export function ProviderFields({ kind, isNew }: { kind: SsoKind; isNew: boolean }) {
  if (kind === 'saml') {
    return (
      <>
        <TextareaField
          name="metadata"
          label="Metadata of the provider"
          optional={!isNew}
          rows={6}
          hint={isNew ? 'The XML it shows or lets you download.' : 'Paste it again when the provider changes its certificate.'}
        />
        <SwitchField
          name="allow_idp_initiated"
          label="The provider may begin the sign-in"
          hint="For tiles on its dashboard. The person is asked on our page first."
        />
      </>
    );
  }
  return (
    <>
      {kind === 'google' ? null : <TextField name="issuer" label="Issuer" mono hint={kindGuides[kind].issuerHint} />}
      <TextField name="client_id" label="Client ID" mono />
      <TextField
        name="credential"
        label="Client secret"
        type="password"
        optional={!isNew}
        hint={isNew ? 'Encrypted at once and never shown again.' : 'Only to replace it. Another issuer needs it again.'}
      />
    </>
  );
}

/** Names of claims, and who may enter. */
export function ClaimFields() {
  return (
    <>
      <TagsField
        name="required_groups"
        label="Required groups"
        optional
        hint="Only members of one of these may enter. Empty lets everybody."
      />
      <SwitchField
        name="provisions"
        label="Make accounts at the first sign-in"
        hint="Switched off, only people who have an account already get in."
      />
      <details className="rounded-md border px-3 py-2">
        <summary className="cursor-pointer text-control">Names of claims and attributes</summary>
        <div className="flex flex-col gap-4 pt-3 pb-1">
          <TextField name="claims.email" label="E-mail" inherited="email" optional mono />
          <TextField name="claims.name" label="Name" inherited="name" optional mono />
          <TextField name="claims.groups" label="Groups" inherited="groups" optional mono />
          <TextField
            name="claims.department"
            label="Department"
            optional
            mono
            hint="Gives the default role on the department of that name."
          />
          <TextField name="claims.team" label="Team" optional mono hint="Makes a member of the team of that name." />
          <TextField name="claims.role" label="Role" optional mono hint="Gives the role of that name on the whole organization." />
          <TextField
            name="claims.cost_center"
            label="Cost center"
            optional
            mono
            hint="The code of a cost center, which bears what the person spends."
          />
        </div>
      </details>
    </>
  );
}
