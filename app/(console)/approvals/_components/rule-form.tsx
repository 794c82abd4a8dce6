'use client';
import { useRouter } from 'next/navigation';
import { CheckboxField, ComboboxField, SelectField } from '#components/forms/choice-fields.tsx';
import { Form } from '#components/forms/form.tsx';
import { useField } from '#components/forms/form-context.ts';
import { CountField, MoneyField } from '#components/forms/quantity-fields.tsx';
import { TagsField } from '#components/forms/tags-field.tsx';
import { TextField } from '#components/forms/text-fields.tsx';
import type { ComboboxOption } from '#components/ui/combobox.tsx';
import { createRuleAction } from '../actions.ts';
import { LevelFields } from './level-fields.tsx';
import type { RuleRow } from './rule-card.tsx';

export interface RuleFormProps {
  roles: readonly { value: string; label: string }[];
  teams: readonly ComboboxOption[];
}

/** Fetched once the page stands. */
const schema = () => import('#lib/contracts/approval-rules.ts').then((contract) => contract.approvalRuleCreate.input);

const kinds = [
  { value: 'request', label: 'Calls' },
  { value: 'budget_raise', label: 'Higher budgets' },
  { value: 'model_access', label: 'Access to models' },
  { value: 'provider_access', label: 'Access to providers' },
  { value: 'key_request', label: 'Virtual keys' },
  { value: 'project_start', label: 'Starting projects' },
];
const timeouts = [
  { value: 'escalate', label: 'The next level is asked' },
  { value: 'reject', label: 'It ends undecided' },
];
const initial = {
  kind: 'request',
  timeout_hours: 72,
  on_timeout: 'escalate',
  four_eyes: true,
  levels: [
    { role: 'team_lead', up_to_usd: '500' },
    { role: 'department_admin', up_to_usd: '2000' },
    { role: 'tenant_admin', up_to_usd: '10000' },
  ],
};
const ofCalls = ['above_usd', 'providers', 'models', 'restricted'];

/** What is only about calls is not sent for other kinds. */
const forKind = (values: Record<string, unknown>): Record<string, unknown> =>
  values.kind === 'request' ? values : Object.fromEntries(Object.entries(values).filter(([name]) => !ofCalls.includes(name)));

/** What waits, for whom it holds, who decides, and what happens when nobody does. */
export function RuleForm({ roles, teams }: RuleFormProps) {
  const router = useRouter();
  return (
    <Form<RuleRow>
      schema={schema}
      initial={initial}
      submitLabel="Create rule"
      submit={(values, { idempotencyKey }) => createRuleAction(forKind(values), { idempotencyKey })}
      onDone={() => router.push('/approvals/rules')}
      draftKey="approval-rule.create"
    >
      <TextField name="name" label="Name" autoFocus />
      <SelectField name="kind" label="About" options={kinds} />
      <ComboboxField name="team_id" label="Team" hint="The whole organization where none is named." options={teams} optional />
      <CallFields />
      <LevelFields roles={roles} />
      <MoneyField name="auto_approve_under_usd" label="Approved by itself under" hint="Recorded, and nobody is asked." optional />
      <CountField name="timeout_hours" label="Time of a level" unit="hours" />
      <SelectField name="on_timeout" label="Then" options={timeouts} />
      <CheckboxField name="four_eyes" label="Nobody decides about their own request" />
    </Form>
  );
}

function CallFields() {
  const { value: kind } = useField('kind', 'About');
  if (kind !== 'request') return null;
  return (
    <>
      <MoneyField name="above_usd" label="Calls that can cost more than" hint="By the most that a call can cost." optional />
      <TagsField name="providers" label="Approval-only providers" hint="Such as openai." optional />
      <TagsField name="models" label="Approval-only models" optional />
      <CheckboxField name="restricted" label="Restricted" hint="Single calls to them cannot be approved; only access opens them." />
    </>
  );
}
