'use client';
import { useRouter } from 'next/navigation';
import { SelectField } from '#components/forms/choice-fields.tsx';
import { ChoicesField } from '#components/forms/choices-field.tsx';
import { Form } from '#components/forms/form.tsx';
import { useFormState } from '#components/forms/form-context.ts';
import { DurationField, MoneyField } from '#components/forms/quantity-fields.tsx';
import { TagsField } from '#components/forms/tags-field.tsx';
import { TextField } from '#components/forms/text-fields.tsx';
import { ButtonLink } from '#components/ui/button-link.tsx';
import { toast } from '#components/ui/toast.ts';
import { createServerAction, updateServerAction } from '../actions.ts';
import type { AudienceOptions } from './audience-options.ts';
import type { ServerRow } from './server-columns.tsx';
import { changeOf, inputOf, newServer, valuesOf } from './server-input.ts';

/** Fetched once the page stands. */
const createSchema = () => import('#lib/contracts/mcp-servers.ts').then((contract) => contract.mcpServerCreate.input);
const updateSchema = () => import('#lib/contracts/mcp-servers.ts').then((contract) => contract.mcpServerUpdate.input);

const auths = [
  { value: 'none', label: 'None' },
  { value: 'bearer', label: 'Bearer token' },
  { value: 'header', label: 'A header of its own' },
  { value: 'oauth', label: 'OAuth client credentials' },
];

const secretLabels: Readonly<Record<string, string>> = { bearer: 'Token', header: 'Value of the header', oauth: 'Client secret' };

/** Only what the chosen authentication needs is asked for. */
function AuthFields({ hasCredential }: { hasCredential: boolean }) {
  const { values } = useFormState();
  const secret = secretLabels[String(values.auth)];
  return (
    <>
      <SelectField name="auth" label="Authentication" options={auths} hint="How the gateway shows itself to the server." />
      {values.auth === 'header' ? <TextField name="auth_settings.header" label="Header" mono hint="Such as x-api-key." /> : null}
      {values.auth === 'oauth' ? (
        <>
          <TextField name="auth_settings.oauth_url" label="Token address" type="url" mono hint="Where the client gets its tokens." />
          <TextField name="auth_settings.client_id" label="Client id" mono />
          <TextField name="auth_settings.scope" label="Scopes" optional mono hint="With spaces between." />
        </>
      ) : null}
      {secret === undefined ? null : (
        <TextField
          name="credential"
          label={secret}
          type="password"
          optional={hasCredential}
          hint={
            hasCredential
              ? 'Only to replace the stored one, or where the address leads to another host: it is never sent elsewhere.'
              : 'Encrypted at once; nobody sees it again.'
          }
        />
      )}
    </>
  );
}

function AudienceFields({ options }: { options: AudienceOptions }) {
  return (
    <>
      <h2 className="pt-2 font-semibold text-body">Who may use it</h2>
      <p className="text-control text-second">Everybody in the organization, unless you name somebody.</p>
      <ChoicesField
        name="audience.department_ids"
        label="Departments"
        optional
        options={options.departments}
        hint="With all teams below."
      />
      <ChoicesField name="audience.team_ids" label="Teams" optional options={options.teams} hint="With all teams below." />
      <ChoicesField name="audience.role_ids" label="Roles" optional options={options.roles} hint="Personal keys of those who hold one." />
      <ChoicesField name="audience.user_ids" label="People" optional options={options.people} hint="With their personal keys." />
      <ChoicesField name="audience.key_ids" label="Virtual keys" optional options={options.keys} />
    </>
  );
}

export interface ServerFormProps {
  /** Null for a new one. */
  server: ServerRow | null;
  options: AudienceOptions;
}

/** A tool server: where it is, how the gateway shows itself, what may be used of it, and by whom. */
export function ServerForm({ server, options }: ServerFormProps) {
  const router = useRouter();
  const isNew = server === null;
  return (
    <Form<{ id: string; name: string }>
      schema={isNew ? createSchema : updateSchema}
      initial={isNew ? newServer : valuesOf(server)}
      {...(isNew ? { draftKey: 'mcp_server.create' } : { fixed: { mcp_server_id: server.id }, version: server.version })}
      secrets={['credential']}
      submitLabel={isNew ? 'Register server' : 'Save'}
      secondary={<ButtonLink href="/mcp-servers">Cancel</ButtonLink>}
      submit={(values, more) => (isNew ? createServerAction(inputOf(values), more) : updateServerAction(changeOf(values), more))}
      onDone={({ id, name }) => {
        toast({ tone: 'success', text: `${name} is saved. Test it to list its tools.` });
        router.push(`/mcp-servers?open=${id}`);
      }}
    >
      <TextField name="name" label="Name" />
      <TextField name="slug" label="Name in its address" mono hint="Agents reach it at /api/v1/mcp/ and this name." />
      <TextField
        name="url"
        label="Server address"
        type="url"
        mono
        hint="Its Streamable HTTP endpoint, such as https://mcp.example.com/mcp"
      />
      <AuthFields hasCredential={server?.has_credential === true} />
      <h2 className="pt-2 font-semibold text-body">What may be used</h2>
      <TagsField name="allowed_tools" label="Tools allowed" optional hint="Names; * stands for any characters. Empty allows none." />
      <TagsField name="denied_tools" label="Tools denied" optional hint="Goes before what is allowed, such as delete_*" />
      <TagsField name="allowed_resources" label="Resources allowed" optional hint="By URI." />
      <TagsField name="denied_resources" label="Resources denied" optional />
      <TagsField name="allowed_prompts" label="Prompts allowed" optional />
      <TagsField name="denied_prompts" label="Prompts denied" optional />
      <AudienceFields options={options} />
      <h2 className="pt-2 font-semibold text-body">Limits</h2>
      <DurationField name="timeout_seconds" label="Longest call" hint="A call of a tool ends after that." />
      <MoneyField
        name="price_per_call_usd"
        label="Price of a call"
        optional
        per="a call"
        hint="What budgets hold for each call of a tool."
      />
    </Form>
  );
}
