'use client';
import { useRouter } from 'next/navigation';
import { ComboboxField } from '#components/forms/choice-fields.tsx';
import { Form } from '#components/forms/form.tsx';
import { TextField } from '#components/forms/text-fields.tsx';
import type { ComboboxOption } from '#components/ui/combobox.tsx';
import { previewRerateAction } from '../actions.ts';

const schema = () => import('./rerate-text.ts').then((module) => module.rerateTextSchema);

export interface RerateFormProps {
  teams: readonly ComboboxOption[];
  versions: readonly ComboboxOption[];
  overrides: readonly ComboboxOption[];
  preset: Readonly<Record<string, string>>;
}

/** Which calls, and by which prices. */
export function RerateForm({ teams, versions, overrides, preset }: RerateFormProps) {
  const router = useRouter();
  return (
    <Form<{ id: string }>
      schema={schema}
      initial={preset}
      submitLabel="Compute"
      submit={(values, options) => previewRerateAction(values, options)}
      onDone={({ id }) => router.push(`/models/rerates/${id}`)}
    >
      <TextField name="reason" label="Reason" hint="Stands in the ledger and with each call." autoFocus />
      <TextField name="from" label="From the day" hint="In UTC, such as 2026-11-01." mono />
      <TextField name="to" label="To the day" hint="With it." mono />
      <TextField name="provider" label="Provider" hint="As the usage log names it." optional mono />
      <TextField name="model" label="Model" hint="A name, or a pattern such as gpt-5*." optional mono />
      {teams.length === 0 ? null : <ComboboxField name="team_id" label="Team" options={teams} optional />}
      <ComboboxField
        name="price_version_id"
        label="By the list of"
        hint="Unless chosen, the list that is approved for the time of each call."
        options={versions}
        optional
      />
      {overrides.length === 0 ? null : (
        <ComboboxField
          name="override_id"
          label="By the terms"
          hint="Unless chosen, those that are valid at the time of each call."
          options={overrides}
          optional
        />
      )}
    </Form>
  );
}
