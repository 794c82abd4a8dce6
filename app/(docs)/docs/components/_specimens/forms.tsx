'use client';
import { z } from 'zod';
import { CheckboxField, ComboboxField, SelectField, SwitchField } from '#components/forms/choice-fields.tsx';
import { Form } from '#components/forms/form.tsx';
import { CountField, DurationField, MoneyField, PercentField } from '#components/forms/quantity-fields.tsx';
import { TagsField } from '#components/forms/tags-field.tsx';
import { TextareaField, TextField } from '#components/forms/text-fields.tsx';
import { Button } from '#components/ui/button.tsx';
import { toast } from '#components/ui/toast.ts';
import { submitSpecimen } from './actions.ts';
import { Section } from './section.tsx';

const schema = z.strictObject({
  name: z.string().trim().min(3).max(64),
  owner: z.string(),
  environment: z.enum(['production', 'staging']),
  description: z.string().max(200).optional(),
  monthly_limit: z.string().optional(),
  tokens_per_minute: z.number().int().min(1).max(10_000_000).optional(),
  warn_at: z.number().min(0).max(1).optional(),
  expires_in: z.number().min(3600).optional(),
  tags: z.array(z.string().max(32)).max(8).optional(),
  notify: z.boolean(),
  enabled: z.boolean(),
});

const people = [
  { value: 'usr_1', label: 'Mara Lindt', detail: 'Support engineering' },
  { value: 'usr_2', label: 'Jörg Müller', detail: 'Platform' },
  { value: 'usr_3', label: 'ليلى حداد', detail: 'Research' },
];

/** One form with every kind of field. A name of "taken" is refused by the server. */
export function Forms() {
  return (
    <Section title="Create key">
      <Form
        schema={schema}
        initial={{ environment: 'production', notify: true, enabled: true }}
        submit={submitSpecimen}
        onDone={({ id }) => toast({ tone: 'success', text: `Created ${id}` })}
        draftKey="specimen"
        submitLabel="Create key"
        secondary={<Button>Cancel</Button>}
      >
        <TextField name="name" label="Name" hint="Shown in lists and in the log. Lower case with dashes reads best." />
        <ComboboxField name="owner" label="Owner" options={people} emptyText="Nobody of that name" />
        <SelectField
          name="environment"
          label="Environment"
          options={[
            { value: 'production', label: 'Production' },
            { value: 'staging', label: 'Staging' },
          ]}
        />
        <TextareaField name="description" label="Description" optional rows={2} />
        <div className="grid gap-4 sm:grid-cols-2">
          <MoneyField name="monthly_limit" label="Limit" per="a month" optional inherited="500, from Payments" />
          <CountField name="tokens_per_minute" label="Tokens" unit="a minute" optional inherited="90k, from Halden Group" />
          <PercentField name="warn_at" label="Warn at" optional />
          <DurationField name="expires_in" label="Expires in" optional bareUnit="d" inherited="90 d" />
        </div>
        <TagsField name="tags" label="Tags" optional inherited="app=support" />
        <CheckboxField name="notify" label="Tell the owner by mail" hint="Once, with a link that opens the key." />
        <SwitchField name="enabled" label="Enabled" />
      </Form>
    </Section>
  );
}
