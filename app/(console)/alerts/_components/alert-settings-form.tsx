'use client';
import { useRouter } from 'next/navigation';
import type { z } from 'zod';
import { SelectField, SwitchField } from '#components/forms/choice-fields.tsx';
import { FieldGroup } from '#components/forms/field-group.tsx';
import { Form } from '#components/forms/form.tsx';
import { MoneyField } from '#components/forms/quantity-fields.tsx';
import type { ComboboxOption } from '#components/ui/combobox.tsx';
import { toast } from '#components/ui/toast.ts';
import type { AlertSettings } from '#lib/contracts/alerts.ts';
import { updateAlertSettingsAction } from '../actions.ts';
import { RoutingFields } from './routing-fields.tsx';
import { routingInput, routingValues } from './routing-values.ts';

/** Fetched once the page stands. */
const schema = () => import('./alert-settings-schema.ts').then((module) => module.alertSettingsSchema);
const sensitivities = [
  { value: 'low', label: 'Low: only what is very odd' },
  { value: 'medium', label: 'Medium' },
  { value: 'high', label: 'High: also what is a little odd' },
];

export interface AlertSettingsFormProps {
  settings: z.input<typeof AlertSettings>;
  channels: readonly ComboboxOption[];
}

/** Who is told of what needs no rule. */
export function AlertSettingsForm({ settings, channels }: AlertSettingsFormProps) {
  const router = useRouter();
  const { budget_routing, anomaly_routing, tells_forecasts, sensitivity, minimum_impact_usd: impact } = settings;
  return (
    <Form<unknown>
      schema={schema}
      initial={{
        ...routingValues('budget_routing', budget_routing, channels),
        ...routingValues('anomaly_routing', anomaly_routing, channels),
        ...{ tells_forecasts, sensitivity, minimum_impact_usd: String(impact) },
      }}
      submitLabel="Save"
      submit={(values, options) =>
        updateAlertSettingsAction(
          {
            ...{ tells_forecasts: values.tells_forecasts, sensitivity: values.sensitivity },
            ...{ budget_routing: routingInput(values.budget_routing), anomaly_routing: routingInput(values.anomaly_routing) },
            minimum_impact_usd: Number(values.minimum_impact_usd),
          },
          options,
        )
      }
      onDone={() => {
        toast({ tone: 'success', text: 'The settings are saved.' });
        router.refresh();
      }}
    >
      <FieldGroup title="Budgets" hint="Thresholds and forecasts. Rules say themselves whom they tell.">
        <RoutingFields name="budget_routing" channels={channels} />
        <SwitchField
          name="tells_forecasts"
          label="Tell when a budget will not last"
          hint="Before it happens: when its forecast ends above its limit."
        />
      </FieldGroup>
      <FieldGroup title="Anomalies" hint="Hours that are not as they usually are.">
        <RoutingFields name="anomaly_routing" channels={channels} />
        <SelectField name="sensitivity" label="Sensitivity" options={sensitivities} />
        <MoneyField
          name="minimum_impact_usd"
          label="Worth telling from"
          hint="Oddities in cost below this are listed, and nobody is told."
        />
      </FieldGroup>
    </Form>
  );
}
