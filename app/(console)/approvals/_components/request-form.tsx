'use client';
import { useRouter } from 'next/navigation';
import { ComboboxField, SelectField } from '#components/forms/choice-fields.tsx';
import { Form } from '#components/forms/form.tsx';
import { useField } from '#components/forms/form-context.ts';
import { MoneyField } from '#components/forms/quantity-fields.tsx';
import { TagsField } from '#components/forms/tags-field.tsx';
import { TextareaField, TextField } from '#components/forms/text-fields.tsx';
import type { ComboboxOption } from '#components/ui/combobox.tsx';
import { requestApprovalAction } from '../actions.ts';
import type { ApprovalRow } from './approval-words.ts';

export interface RequestFormProps {
  preset: Readonly<Record<string, unknown>>;
  budgets: readonly ComboboxOption[];
  keys: readonly ComboboxOption[];
  teams: readonly ComboboxOption[];
  /** Planned ones. */
  projects: readonly ComboboxOption[];
}

/** Fetched once the page stands. */
const schema = () => import('#lib/contracts/approvals.ts').then((contract) => contract.approvalRequest.input);

const kinds = [
  { value: 'budget_raise', label: 'A higher budget' },
  { value: 'model_access', label: 'Access to models' },
  { value: 'provider_access', label: 'Access to providers' },
  { value: 'key_request', label: 'A virtual key' },
  { value: 'project_start', label: 'Starting a project' },
];

/** Fields of each kind; what belongs to another one is not sent. */
const fieldsOf: Readonly<Record<string, readonly string[]>> = {
  budget_raise: ['budget_id', 'limit_usd'],
  model_access: ['models', 'key_id', 'team_id'],
  provider_access: ['providers', 'key_id', 'team_id'],
  key_request: ['name', 'team_id', 'models'],
  project_start: ['project_id'],
};

function forKind(values: Record<string, unknown>): Record<string, unknown> {
  const { kind, reason } = values;
  const own = fieldsOf[String(kind)] ?? [];
  const given = own.filter((name) => values[name] !== undefined).map((name) => [name, values[name]]);
  return { kind, ...(reason === undefined ? {} : { reason }), ...Object.fromEntries(given) };
}

/** Asks for what the reader may not do: what it is, for whom, and why. */
export function RequestForm({ preset, ...options }: RequestFormProps) {
  const router = useRouter();
  return (
    <Form<ApprovalRow>
      schema={schema}
      initial={{ kind: 'budget_raise', ...preset }}
      submitLabel="Ask"
      submit={(values, { idempotencyKey }) => requestApprovalAction(forKind(values), { idempotencyKey })}
      onDone={(asked) => router.push(`/approvals?tab=asked&open=${asked.id}`)}
    >
      <SelectField name="kind" label="What" options={kinds} />
      <KindFields {...options} />
      <TextareaField name="reason" label="Reason" hint="Whoever decides reads it." rows={3} optional />
    </Form>
  );
}

function KindFields({ budgets, keys, teams, projects }: Omit<RequestFormProps, 'preset'>) {
  const { value: kind } = useField('kind', 'What');
  if (kind === 'budget_raise')
    return (
      <>
        <ComboboxField name="budget_id" label="Budget" options={budgets} />
        <MoneyField name="limit_usd" label="New limit" />
      </>
    );
  if (kind === 'project_start') return <ComboboxField name="project_id" label="Project" hint="Planned projects." options={projects} />;
  if (kind === 'key_request')
    return (
      <>
        <TextField name="name" label="Name" hint="What will use the key." />
        <ComboboxField name="team_id" label="Charged to" options={teams} optional />
        <TagsField name="models" label="Models" hint="Every model where none is named." optional />
      </>
    );
  return (
    <>
      {kind === 'model_access' ? (
        <TagsField name="models" label="Models" hint="As GET /api/v1/models names them." />
      ) : (
        <TagsField name="providers" label="Providers" hint="Such as openai or anthropic." />
      )}
      <ComboboxField name="key_id" label="For the key" hint="Or name a team instead." options={keys} optional />
      <ComboboxField name="team_id" label="For the team" options={teams} optional />
    </>
  );
}
