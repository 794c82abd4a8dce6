'use client';
import { useRouter } from 'next/navigation';
import { ComboboxField, SelectField } from '#components/forms/choice-fields.tsx';
import { Form } from '#components/forms/form.tsx';
import { useFormState } from '#components/forms/form-context.ts';
import { MoneyField } from '#components/forms/quantity-fields.tsx';
import { TextField } from '#components/forms/text-fields.tsx';
import type { ComboboxOption } from '#components/ui/combobox.tsx';
import { toast } from '#components/ui/toast.ts';
import { lendBudgetAction } from '../actions.ts';

export interface LendFormProps {
  /** Budgets of teams and departments that the reader sees. */
  budgets: readonly ComboboxOption[];
  teams: readonly ComboboxOption[];
  departments: readonly ComboboxOption[];
  /** The budget that a link brought along. */
  budgetId?: string;
}

/** Fetched once the page stands. One part is chosen; the operation has the last word on all of it. */
const schema = () =>
  import('zod').then(({ z }) =>
    z
      .object({
        budget_id: z.string({ error: 'Choose a budget' }),
        part: z.enum(['team', 'department']),
        team_id: z.string().optional(),
        department_id: z.string().optional(),
        amount_usd: z.string({ error: 'Say how much' }),
        note: z.string().max(300).optional(),
      })
      .superRefine((values, context) => {
        const field = values.part === 'team' ? 'team_id' : 'department_id';
        if (values[field] === undefined) context.addIssue({ code: 'custom', path: [field], message: 'Choose one' });
      }),
  );

const parts = [
  { value: 'team', label: 'A team' },
  { value: 'department', label: 'A department' },
];

function BorrowerFields({ teams, departments }: Pick<LendFormProps, 'teams' | 'departments'>) {
  const { part } = useFormState().values;
  return (
    <>
      <SelectField name="part" label="To" options={parts} />
      {part === 'department' ? (
        <ComboboxField name="department_id" label="Department" options={departments} />
      ) : (
        <ComboboxField name="team_id" label="Team" options={teams} />
      )}
    </>
  );
}

/** Only the part that is chosen is sent. */
function inputOf({ part, team_id, department_id, ...values }: Record<string, unknown>): Record<string, unknown> {
  return { ...values, ...(part === 'department' ? { department_id } : { team_id }) };
}

/** Lends a part of what a budget has left. */
export function LendForm({ budgets, teams, departments, budgetId }: LendFormProps) {
  const router = useRouter();
  return (
    <Form<{ borrower: { name: string } }>
      schema={schema}
      initial={{ part: 'team', ...(budgetId === undefined ? {} : { budget_id: budgetId }) }}
      submitLabel="Lend"
      submit={(values, options) => lendBudgetAction(inputOf(values), options)}
      onDone={({ borrower }) => {
        toast({ tone: 'success', text: `${borrower.name} may spend it within two seconds.` });
        router.push('/budgets/loans');
      }}
      draftKey="budget.lend"
    >
      <ComboboxField name="budget_id" label="From the budget" options={budgets} />
      <BorrowerFields teams={teams} departments={departments} />
      <MoneyField name="amount_usd" label="Amount" />
      <TextField name="note" label="Note" hint="Why; both sides see it." optional />
    </Form>
  );
}
