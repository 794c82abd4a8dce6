'use client';
import { useRouter } from 'next/navigation';
import type { z } from 'zod';
import type { BudgetRow } from '#components/budgets/budget-words.ts';
import { ComboboxField, SelectField, SwitchField } from '#components/forms/choice-fields.tsx';
import { Form } from '#components/forms/form.tsx';
import { useFormState } from '#components/forms/form-context.ts';
import { CountField, MoneyField } from '#components/forms/quantity-fields.tsx';
import { TextareaField, TextField } from '#components/forms/text-fields.tsx';
import type { ComboboxOption } from '#components/ui/combobox.tsx';
import { toast } from '#components/ui/toast.ts';
import type { budgetUpdate } from '#lib/contracts/budgets.ts';
import { createBudgetAction, updateBudgetAction } from '../actions.ts';
import { PeriodFields } from './period-fields.tsx';
import { ScopeFields, type ScopeOptions } from './scope-fields.tsx';
import { SuggestedLimit } from './suggested-limit.tsx';
import { ThresholdFields } from './threshold-fields.tsx';

/** Fetched once the page stands. */
const createSchema = () => import('#lib/contracts/budgets.ts').then((contract) => contract.budgetCreate.input);
const updateSchema = () => import('#lib/contracts/budgets.ts').then((contract) => contract.budgetUpdate.input);

const enforcements = [
  { value: 'hard', label: 'Hard: refuse calls above the limit' },
  { value: 'grace', label: 'Grace: refuse some hours after the limit was reached' },
  { value: 'soft', label: 'Soft: count and alert, never refuse' },
];
const overruns = [
  { value: 'finish', label: 'Let it finish, and record what it cost above its bound' },
  { value: 'cut', label: 'Cut it there' },
];

/** The rules that both forms have. */
function RuleFields({ people }: { people: readonly ComboboxOption[] }) {
  const { enforcement } = useFormState().values;
  return (
    <>
      <SelectField name="enforcement" label="Calls above the limit" options={enforcements} />
      {enforcement === 'grace' ? <CountField name="grace_hours" label="Grace" unit="hours" /> : null}
      <ThresholdFields />
      <CountField name="reserve_percent" label="Kept in reserve" unit="%" hint="Calls do not get this share of the limit." optional />
      <SelectField name="on_overrun" label="A call that reaches its bound" options={overruns} />
      <SwitchField
        name="fit_output"
        label="Fit the output limit"
        hint="A caller who names none gets what is left, where the call would not fit otherwise."
      />
      {people.length === 0 ? null : (
        <ComboboxField name="owner_id" label="Owner" hint="Told to callers who are refused." options={people} optional />
      )}
      <TextareaField name="description" label="Description" rows={2} optional />
    </>
  );
}

export interface NewBudgetFormProps {
  scopes: ScopeOptions;
  parents: readonly ComboboxOption[];
  timeZone: string;
  /** Of the page that led here: a team that wants a budget. */
  preset: Readonly<Record<string, string>>;
}

/** Whom, how much, how long, and what happens at the limit. */
export function NewBudgetForm({ scopes, parents, timeZone, preset }: NewBudgetFormProps) {
  const router = useRouter();
  return (
    <Form<BudgetRow>
      schema={createSchema}
      initial={{
        ...{ week_starts_on: '1', fiscal_month: '1', fiscal_day: '1', fit_output: false },
        ...{ period: 'monthly', time_zone: timeZone, enforcement: 'hard', on_overrun: 'finish', ...preset },
        thresholds: [80, 95, 100].map((percent, index) => ({
          percent,
          severity: ['warning', 'critical', 'exceeded'][index],
          actions: ['notify'],
        })),
      }}
      submitLabel="Create budget"
      submit={(values, options) => createBudgetAction(values, options)}
      onDone={(made) => router.push(`/budgets/${made.id}`)}
      draftKey="budget.create"
    >
      <TextField name="name" label="Name" hint="What people will see when a call is refused: “Search, monthly”." autoFocus />
      <ScopeFields options={scopes} />
      <PeriodFields />
      <MoneyField name="limit_usd" label="Limit" />
      <SuggestedLimit />
      {parents.length === 0 ? null : (
        <ComboboxField
          name="parent_id"
          label="Allocation of"
          hint="A budget with the same periods that this one is a part of."
          options={parents}
          optional
        />
      )}
      <RuleFields people={scopes.user} />
    </Form>
  );
}

type Updated = z.input<typeof budgetUpdate.output>;

/** What can be changed of a budget; what it is for and how long it counts stay, so that its history stays one. */
export function EditBudgetForm({ budget, people }: { budget: BudgetRow; people: readonly ComboboxOption[] }) {
  const router = useRouter();
  return (
    <Form<Updated>
      schema={updateSchema}
      fixed={{ budget_id: budget.id }}
      initial={{
        ...{ name: budget.name, limit_usd: budget.limit_usd, enforcement: budget.enforcement, thresholds: budget.thresholds },
        ...{ reserve_percent: budget.reserve_percent, on_overrun: budget.on_overrun, fit_output: budget.fit_output },
        ...{ owner_id: budget.owner_id ?? undefined, description: budget.description },
        ...(budget.enforcement === 'grace' ? { grace_hours: budget.grace_hours } : {}),
      }}
      version={budget.version}
      submitLabel="Save"
      submit={(values, options) => updateBudgetAction(fitting(values), options)}
      onDone={({ name, notice }) => {
        toast({ tone: notice === null ? 'success' : 'info', text: notice ?? `${name} is saved. It acts within 2 s.` });
        router.refresh();
      }}
    >
      <TextField name="name" label="Name" />
      <MoneyField name="limit_usd" label="Limit" hint="Below what is spent it is allowed, and stops new calls." />
      <RuleFields people={people} />
    </Form>
  );
}

/** Hours belong to a grace alone; a field that was emptied is sent as empty. */
function fitting({ grace_hours: hours, ...values }: Record<string, unknown>): Record<string, unknown> {
  const grace = values.enforcement === 'grace' ? { grace_hours: hours } : {};
  return {
    ...values,
    ...grace,
    description: values.description ?? '',
    owner_id: values.owner_id ?? null,
    reserve_percent: values.reserve_percent ?? 0,
  };
}
