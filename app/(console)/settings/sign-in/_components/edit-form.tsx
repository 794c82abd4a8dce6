'use client';
import { useRouter } from 'next/navigation';
import type { z } from 'zod';
import { Form } from '#components/forms/form.tsx';
import { TextField } from '#components/forms/text-fields.tsx';
import { toast } from '#components/ui/toast.ts';
import type { SsoConnection } from '#lib/contracts/sso-resource.ts';
import { updateSsoAction } from '../actions.ts';
import { inputOf } from './connection-form.tsx';
import { GroupMappingsField, type MappingChoices } from './group-mappings-field.tsx';
import { ClaimFields, ProviderFields } from './provider-fields.tsx';

/** Fetched once the page stands. */
const schema = () => import('#lib/contracts/sso.ts').then((contract) => contract.ssoConnectionUpdate.input);

/** Changes a connection; the next sign-in goes by it. */
export function EditForm({ connection, choices }: { connection: z.input<typeof SsoConnection>; choices: MappingChoices }) {
  const router = useRouter();
  const { id, kind } = connection;
  const claims = Object.fromEntries(Object.entries(connection.claims).map(([name, value]) => [`claims.${name}`, value]));
  const lists = { required_groups: connection.required_groups, group_mappings: connection.group_mappings };
  return (
    <Form<{ name: string }>
      schema={schema}
      fixed={{ sso_connection_id: id }}
      version={connection.version}
      initial={{
        name: connection.name,
        issuer: connection.issuer ?? undefined,
        client_id: connection.client_id ?? undefined,
        allow_idp_initiated: kind === 'saml' ? connection.allow_idp_initiated : undefined,
        ...{ ...claims, provisions: connection.provisions },
        ...Object.fromEntries(Object.entries(lists).map(([name, list]) => [name, list.length === 0 ? undefined : list])),
      }}
      submitLabel="Save"
      submit={(values, options) => {
        // What was cleared is cleared.
        const cleared = { required_groups: [], group_mappings: [], claims: {} };
        return updateSsoAction(inputOf(kind, { ...cleared, ...values }), options);
      }}
      onDone={({ name }) => {
        toast({ tone: 'success', text: `${name} is saved. The next sign-in goes by it.` });
        router.refresh();
      }}
      secrets={['credential']}
    >
      <TextField name="name" label="Name" />
      <ProviderFields kind={kind} isNew={false} />
      <ClaimFields />
      {kind === 'google' ? null : <GroupMappingsField choices={choices} />}
    </Form>
  );
}
