'use client';
import { useRouter } from 'next/navigation';
import type { z } from 'zod';
import { SelectField, SwitchField } from '#components/forms/choice-fields.tsx';
import { Form } from '#components/forms/form.tsx';
import { CountField } from '#components/forms/quantity-fields.tsx';
import { toast } from '#components/ui/toast.ts';
import type { AnalyticsSettings } from '#lib/contracts/analytics-settings.ts';
import { updateSettingsAction } from '../actions.ts';

/** Fetched once the page stands. */
const schema = () => import('#lib/contracts/analytics-settings.ts').then((contract) => contract.analyticsSettingsUpdate.input);

const modes = [
  { value: 'named', label: 'By name' },
  { value: 'pseudonyms', label: 'Under pseudonyms' },
];

/** How figures of people are shown to others; oneself always sees oneself. */
export function PrivacyForm({ settings }: { settings: z.input<typeof AnalyticsSettings> }) {
  const router = useRouter();
  const { member_privacy, group_min, shares_benchmarks, version } = settings;
  return (
    <Form<z.input<typeof AnalyticsSettings>>
      schema={schema}
      initial={{ member_privacy, group_min, shares_benchmarks }}
      version={version}
      submitLabel="Save"
      submit={(values, options) => updateSettingsAction(values, options)}
      onDone={() => {
        toast({ tone: 'success', text: 'Saved. Figures are shown this way from now on.' });
        router.refresh();
      }}
    >
      <SelectField
        name="member_privacy"
        label="Figures of people are shown"
        options={modes}
        hint="A pseudonym stays the same all month. The usage log has a permission of its own."
      />
      <CountField
        name="group_min"
        label="Smallest group"
        unit="people"
        hint="With pseudonyms, groups with fewer active people show nobody."
      />
      <SwitchField
        name="shares_benchmarks"
        label="Compare with peers"
        hint="Your sums of a month, never a person's, become part of figures of at least five organizations, with noise, and you see those."
      />
    </Form>
  );
}
