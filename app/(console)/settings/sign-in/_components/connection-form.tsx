'use client';
import { useRouter } from 'next/navigation';
import { SelectField } from '#components/forms/choice-fields.tsx';
import { Form } from '#components/forms/form.tsx';
import { useFormState } from '#components/forms/form-context.ts';
import { TextField } from '#components/forms/text-fields.tsx';
import { type SsoKind, ssoKindNames } from '#lib/contracts/sso-kinds.ts';
import { createSsoAction } from '../actions.ts';
import { GroupMappingsField, type MappingChoices } from './group-mappings-field.tsx';
import { kindOptions } from './kind-guides.ts';
import { KindSteps } from './kind-steps.tsx';
import { ClaimFields, ProviderFields } from './provider-fields.tsx';

/** Fetched once the page stands. */
const schema = () => import('#lib/contracts/sso.ts').then((contract) => contract.ssoConnectionCreate.input);

const kindOf = (value: unknown): SsoKind | undefined => ssoKindNames.find((kind) => kind === value);

/** Only what the chosen kind needs is asked for. */
function FieldsOfKind({ choices }: { choices: MappingChoices }) {
  const kind = kindOf(useFormState().values.kind);
  if (kind === undefined) return null;
  return (
    <>
      <KindSteps kind={kind} isNew />
      <ProviderFields key={kind} kind={kind} isNew />
      <ClaimFields />
      {kind === 'google' ? null : <GroupMappingsField choices={choices} />}
    </>
  );
}

/** What was entered for the chosen kind; fields of one that was chosen before are not sent. */
export function inputOf(kind: SsoKind | undefined, values: Record<string, unknown>): Record<string, unknown> {
  const { metadata, allow_idp_initiated: mayBegin, issuer, client_id: clientId, credential, group_mappings: mappings, ...rest } = values;
  const common = { ...rest, ...(mappings === undefined || kind === 'google' ? {} : { group_mappings: mappings }) };
  if (kind === 'saml') return { ...common, ...(metadata === undefined ? {} : { metadata }), allow_idp_initiated: mayBegin ?? false };
  const issued = issuer === undefined || kind === 'google' ? {} : { issuer };
  return { ...common, ...issued, client_id: clientId, ...(credential === undefined ? {} : { credential }) };
}

/** Connects an identity provider; its page says what to do next. */
export function ConnectionForm({ choices }: { choices: MappingChoices }) {
  const router = useRouter();
  return (
    <Form<{ id: string }>
      schema={schema}
      initial={{ provisions: true }}
      submitLabel="Connect"
      submit={(values, options) => createSsoAction(inputOf(kindOf(values.kind), values), options)}
      onDone={({ id }) => router.push(`/settings/sign-in/${id}`)}
      draftKey="sso_connection.create"
      secrets={['credential']}
    >
      <SelectField name="kind" label="Identity provider" options={kindOptions} />
      <TextField name="name" label="Name" hint="What your people call it, such as Acme Okta." />
      <FieldsOfKind choices={choices} />
    </Form>
  );
}
