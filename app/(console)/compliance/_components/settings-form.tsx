'use client';
import { useRouter } from 'next/navigation';
import type { z } from 'zod';
import { SelectField, SwitchField } from '#components/forms/choice-fields.tsx';
import { ChoicesField } from '#components/forms/choices-field.tsx';
import { FieldGroup } from '#components/forms/field-group.tsx';
import { Form } from '#components/forms/form.tsx';
import { CountField } from '#components/forms/quantity-fields.tsx';
import type { ComboboxOption } from '#components/ui/combobox.tsx';
import { toast } from '#components/ui/toast.ts';
import type { ComplianceSettings } from '#lib/contracts/compliance-audits.ts';
import { updateSettingsAction } from '../actions.ts';

/** Fetched once the page stands. */
const schema = () => import('#lib/contracts/compliance-audits.ts').then((contract) => contract.complianceSettingsUpdate.input);

type Settings = z.input<typeof ComplianceSettings>;

const schedules = [
  { value: 'quarterly', label: 'Each quarter' },
  { value: 'monthly', label: 'Each month' },
  { value: 'weekly', label: 'Each week' },
  { value: 'off', label: 'Only when somebody asks' },
];

const dueFields = [
  { severity: 'critical', label: 'Critical ones in' },
  { severity: 'high', label: 'High ones in' },
  { severity: 'medium', label: 'Medium ones in' },
  { severity: 'low', label: 'Low ones in' },
] as const;

/** Which frameworks are followed, when audits run, and how strict checks are. */
export function SettingsForm({ settings, frameworks }: { settings: Settings; frameworks: readonly ComboboxOption[] }) {
  const router = useRouter();
  const { version, due_days: due, frameworks: chosen, ...rest } = settings;
  return (
    <Form<Settings>
      schema={schema}
      initial={{
        ...{ ...rest, frameworks: chosen ?? undefined },
        ...Object.fromEntries(Object.entries(due).map(([severity, days]) => [`due_days.${severity}`, days])),
      }}
      submitLabel="Save"
      // No choice means all of them.
      submit={(values, { idempotencyKey }) =>
        updateSettingsAction({ ...values, frameworks: values.frameworks ?? null }, { idempotencyKey, ifMatch: version })
      }
      onDone={() => {
        toast({ tone: 'success', text: 'The next audit looks at it this way.' });
        router.refresh();
      }}
    >
      <ChoicesField
        name="frameworks"
        label="Frameworks"
        hint="Without a choice all are followed."
        inherited="All"
        options={frameworks}
        optional
      />
      <SelectField name="schedule" label="Audits run" options={schedules} />
      <SwitchField name="monitoring" label="Continuous monitoring" hint="Each hour, and after each change of the configuration." />
      <CountField name="idle_minutes_max" label="Idle time-out at most" unit="minutes" />
      <CountField name="key_days_max" label="Age of keys and credentials at most" unit="days" />
      <CountField name="retention_days_max" label="Retention at most" unit="days" />
      <FieldGroup title="How soon findings are mended" hint="Counted from when a finding opens.">
        <div className="grid gap-4 sm:grid-cols-2">
          {dueFields.map(({ severity, label }) => (
            <CountField key={severity} name={`due_days.${severity}`} label={label} unit="days" />
          ))}
        </div>
      </FieldGroup>
    </Form>
  );
}
