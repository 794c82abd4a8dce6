'use client';
import { useRouter } from 'next/navigation';
import { ComboboxField, SelectField, SwitchField } from '#components/forms/choice-fields.tsx';
import { Form } from '#components/forms/form.tsx';
import { useFormState } from '#components/forms/form-context.ts';
import { CountField } from '#components/forms/quantity-fields.tsx';
import type { ComboboxOption } from '#components/ui/combobox.tsx';
import { toast } from '#components/ui/toast.ts';
import { setKeyPolicyAction } from '../actions.ts';
import { kindWords } from './key-words.ts';

/** Fetched once the page stands. */
const schema = () => import('#lib/contracts/key-policies.ts').then((contract) => contract.keyPolicySet.input);

const scopes = [
  { value: 'tenant', label: 'All keys of the organization' },
  { value: 'kind', label: 'Keys of one kind' },
  { value: 'team', label: 'Keys of one team' },
];
const kinds = Object.entries(kindWords).map(([value, label]) => ({ value, label }));

function ScopeOfRule({ teams }: { teams: readonly ComboboxOption[] }) {
  const { scope } = useFormState().values;
  return (
    <>
      <SelectField name="scope" label="For" options={scopes} />
      {scope === 'kind' ? <SelectField name="kind" label="Kind" options={kinds} /> : null}
      {scope === 'team' ? <ComboboxField name="team_id" label="Team" options={teams} /> : null}
    </>
  );
}

/** What was chosen for another scope before is not sent. */
const fitting = ({ kind, team_id: teamId, ...rest }: Record<string, unknown>): Record<string, unknown> => ({
  ...rest,
  ...(rest.scope === 'kind' ? { kind } : {}),
  ...(rest.scope === 'team' ? { team_id: teamId } : {}),
});

/** Sets the rule of a scope. */
export function PolicyForm({ teams }: { teams: readonly ComboboxOption[] }) {
  const router = useRouter();
  return (
    <Form<{ id: string }>
      schema={schema}
      initial={{ scope: 'tenant', rotate_every_days: 90, remind_days: 14, overlap_days: 7, enforced: false }}
      submitLabel="Set rule"
      submit={(values, { idempotencyKey }) => setKeyPolicyAction(fitting(values), { idempotencyKey })}
      onDone={() => {
        toast({ tone: 'success', text: 'The rule holds from now on.' });
        router.refresh();
      }}
    >
      <ScopeOfRule teams={teams} />
      <CountField name="rotate_every_days" label="Replace every" unit="days" hint="Empty: keys need not be replaced." optional />
      <CountField name="remind_days" label="Remind before" unit="days" />
      <CountField name="overlap_days" label="Overdue keys go on for" unit="days" />
      <SwitchField name="enforced" label="Then they stop" hint="Otherwise people are only reminded." />
      <CountField name="keys_max" label="Active keys at most" unit="keys" hint="Of personal keys for each person." optional />
    </Form>
  );
}
