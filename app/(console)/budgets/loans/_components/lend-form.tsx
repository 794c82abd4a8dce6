'use client';
import { useRouter } from 'next/navigation';
import { ComboboxField } from '#components/forms/choice-fields.tsx';
import { Form } from '#components/forms/form.tsx';
import { MoneyField } from '#components/forms/quantity-fields.tsx';
import { TextField } from '#components/forms/text-fields.tsx';
import { BorrowerFields, borrowerInput } from '#components/pools/borrower-fields.tsx';
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

/** Lends a part of what a budget has left. */
export function LendForm({ budgets, teams, departments, budgetId }: LendFormProps) {
  const router = useRouter();
  return (
    <Form<{ borrower: { name: string } }>
      schema={schema}
      initial={{ part: 'team', ...(budgetId === undefined ? {} : { budget_id: budgetId }) }}
      submitLabel="Lend"
      submit={(values, options) => lendBudgetAction(borrowerInput(values), options)}
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
