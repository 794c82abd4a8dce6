'use client';
import { useRouter } from 'next/navigation';
import { SelectField } from '#components/forms/choice-fields.tsx';
import { Form } from '#components/forms/form.tsx';
import { TextareaField, TextField } from '#components/forms/text-fields.tsx';
import { ButtonLink } from '#components/ui/button-link.tsx';
import type { ComboboxOption } from '#components/ui/combobox.tsx';
import { createDashboardAction } from '../actions.ts';
import { ShareFields } from './share-fields.tsx';
import { type ShareValues, sharesOf } from './share-values.ts';
import { templateWords } from './widget-words.ts';

/** Fetched once the page stands. */
const schema = () => import('./create-schema.ts').then((module) => module.createSchema);

const templates = Object.entries(templateWords).map(([value, { label, detail }]) => ({ value, label: `${label}: ${detail}` }));

/** A name, a template and who sees it. */
export function CreateForm({ options }: { options: readonly ComboboxOption[] }) {
  const router = useRouter();
  return (
    <Form<{ id: string }>
      schema={schema}
      initial={{ name: '', template: 'executive', everybody: 'nobody', viewers: [], editors: [] }}
      draftKey="dashboard"
      submitLabel="Create dashboard"
      secondary={<ButtonLink href="/dashboards">Cancel</ButtonLink>}
      submit={({ everybody, viewers, editors, ...values }, sending) =>
        createDashboardAction({ ...values, shares: sharesOf(shareValuesIn({ everybody, viewers, editors })) }, sending)
      }
      onDone={({ id }) => router.push(`/dashboards/${id}`)}
    >
      <TextField name="name" label="Name" />
      <TextareaField name="description" label="What it is for" optional rows={2} />
      <SelectField name="template" label="Begin with" options={templates} />
      <ShareFields options={options} />
    </Form>
  );
}

const texts = (value: unknown): string[] => (Array.isArray(value) ? value.filter((item) => typeof item === 'string') : []);

/** What the fields say, whatever has been touched yet. */
export const shareValuesIn = (values: Readonly<Record<string, unknown>>): ShareValues => ({
  everybody: values.everybody === 'view' || values.everybody === 'edit' ? values.everybody : 'nobody',
  viewers: texts(values.viewers),
  editors: texts(values.editors),
});
