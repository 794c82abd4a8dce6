'use client';
import { useRouter } from 'next/navigation';
import { ComboboxField, SelectField } from '#components/forms/choice-fields.tsx';
import { Form } from '#components/forms/form.tsx';
import { useFormState } from '#components/forms/form-context.ts';
import { MoneyField } from '#components/forms/quantity-fields.tsx';
import { TextField } from '#components/forms/text-fields.tsx';
import type { ComboboxOption } from '#components/ui/combobox.tsx';
import { toast } from '#components/ui/toast.ts';
import { bookAdjustmentAction } from '../actions.ts';

const schema = () => import('./adjustment-text.ts').then((module) => module.adjustmentTextSchema);

const kinds = [
  { value: 'credit', label: 'Credit: money comes back' },
  { value: 'adjust', label: 'Adjustment: adds to the cost' },
];

/** What an adjustment can be about, by kind. */
export interface AdjustedOptions {
  budget: readonly ComboboxOption[];
  department: readonly ComboboxOption[];
  team: readonly ComboboxOption[];
  project: readonly ComboboxOption[];
  cost_center: readonly ComboboxOption[];
  user: readonly ComboboxOption[];
  key: readonly ComboboxOption[];
}

const scopes = [
  { value: 'tenant', label: 'The whole organization' },
  { value: 'budget', label: 'One budget alone' },
  { value: 'department', label: 'A department' },
  { value: 'team', label: 'A team' },
  { value: 'project', label: 'A project' },
  { value: 'cost_center', label: 'A cost center' },
  { value: 'user', label: 'A person' },
  { value: 'key', label: 'A virtual key' },
];

function ScopeField({ options }: { options: AdjustedOptions }) {
  const { scope } = useFormState().values;
  if (scope === 'budget') return <ComboboxField name="budget_id" label="Budget" options={options.budget} />;
  if (scope === 'department') return <ComboboxField name="department_id" label="Department" options={options.department} />;
  if (scope === 'team') return <ComboboxField name="team_id" label="Team" options={options.team} />;
  if (scope === 'project') return <ComboboxField name="project_id" label="Project" options={options.project} />;
  if (scope === 'cost_center') return <ComboboxField name="cost_center_id" label="Cost center" options={options.cost_center} />;
  if (scope === 'user') return <ComboboxField name="user_id" label="Person" options={options.user} />;
  return scope === 'key' ? <ComboboxField name="key_id" label="Virtual key" options={options.key} /> : null;
}

/** How much, why, about whom and for when. */
export function AdjustmentForm({ options }: { options: AdjustedOptions }) {
  const router = useRouter();
  return (
    <Form<{ is_moved: boolean }>
      schema={schema}
      initial={{ kind: 'credit', scope: 'tenant' }}
      submitLabel="Book"
      submit={(values, sent) => bookAdjustmentAction(values, sent)}
      onDone={({ is_moved: isMoved }) => {
        toast({ tone: 'success', text: isMoved ? 'It is booked, in a running period where the one meant was closed.' : 'It is booked.' });
        router.push('/ledger');
      }}
    >
      <SelectField name="kind" label="Kind" options={kinds} />
      <MoneyField name="amount_usd" label="Amount" />
      <TextField name="reason" label="Reason" hint="Stands in the ledger and in the audit log." />
      <SelectField
        name="scope"
        label="About"
        options={scopes}
        hint="Stands in its statements, is borne by its cost centers and booked to every active budget that covers it; of one budget alone to that one."
      />
      <ScopeField options={options} />
      <TextField name="applies_at" label="For the day" hint="Today unless said. Of a closed period the running one has it." optional mono />
    </Form>
  );
}
