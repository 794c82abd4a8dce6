'use client';
import { useRouter } from 'next/navigation';
import type { z } from 'zod';
import { Form } from '#components/forms/form.tsx';
import { CountField, MoneyField } from '#components/forms/quantity-fields.tsx';
import { toast } from '#components/ui/toast.ts';
import type { RoiInputs, roiInputsSet } from '#lib/contracts/value.ts';
import { setRoiInputsAction } from '../actions.ts';

/** Fetched once the page stands. */
const schema = () => import('#lib/contracts/value.ts').then((contract) => contract.roiInputsSet.input);

/** What savings are worth, by the organization's own reckoning. */
export function RoiForm({ inputs, version }: { inputs: z.input<typeof RoiInputs> | null; version: number }) {
  const router = useRouter();
  return (
    <Form<z.input<typeof roiInputsSet.output>>
      schema={schema}
      initial={{ ...inputs, users: inputs?.users ?? undefined }}
      version={version}
      submitLabel="Save inputs"
      submit={(values, options) => setRoiInputsAction(values, options)}
      onDone={() => {
        toast({ tone: 'success', text: 'The inputs are saved and the figures follow them.' });
        router.refresh();
      }}
    >
      <MoneyField name="hourly_rate_usd" label="An hour of a person" optional />
      <CountField name="hours_saved_per_user" label="Hours one person saves" unit="a month" optional />
      <CountField name="users" label="People who use models" unit="people" optional inherited="Those with calls in the range" />
      <CountField name="reviews" label="Reviews" unit="a month" optional />
      <CountField name="minutes_saved_per_review" label="Saved with each review" unit="minutes" optional />
      <CountField name="cycle_days_saved" label="Days that work is done earlier" unit="a month" optional />
      <MoneyField name="value_of_a_day_usd" label="Value of a day" optional />
      <CountField name="defects_avoided" label="Defects that do not happen" unit="a month" optional />
      <MoneyField name="cost_of_a_defect_usd" label="Cost of a defect" optional />
      <MoneyField
        name="other_cost_per_month_usd"
        label="Other cost"
        per="a month"
        optional
        hint="Besides the calls: licences, people who run it"
      />
      <MoneyField name="one_time_cost_usd" label="One-time cost" optional hint="What it took to begin; payback is counted against it" />
    </Form>
  );
}
