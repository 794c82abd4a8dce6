'use client';
import { useRouter } from 'next/navigation';
import { SelectField } from '#components/forms/choice-fields.tsx';
import { Form } from '#components/forms/form.tsx';
import { TextareaField, TextField } from '#components/forms/text-fields.tsx';
import type { ComboboxOption } from '#components/ui/combobox.tsx';
import { toast } from '#components/ui/toast.ts';
import { updateDashboardAction } from '../actions.ts';
import { shareValuesIn } from './create-form.tsx';
import { ShareFields } from './share-fields.tsx';
import { sharesOf, shareValues } from './share-values.ts';
import { type BoardData, rangeWords } from './widget-words.ts';

/** Fetched once the page stands. */
const schema = () => import('./create-schema.ts').then((module) => module.settingsSchema);

const ranges = Object.entries(rangeWords).map(([value, label]) => ({ value, label }));

/** What is said of a dashboard as a whole; its owner also decides who sees it. */
export function SettingsForm({ board, options }: { board: BoardData; options: readonly ComboboxOption[] }) {
  const router = useRouter();
  return (
    <Form<{ name: string }>
      schema={schema}
      initial={{ name: board.name, description: board.description, range: board.range, ...shareValues(board.shares) }}
      version={board.version}
      submitLabel="Save settings"
      submit={({ everybody, viewers, editors, ...values }, sending) => {
        const shares = board.is_own ? { shares: sharesOf(shareValuesIn({ everybody, viewers, editors })) } : {};
        return updateDashboardAction({ dashboard_id: board.id, ...values, ...shares }, sending);
      }}
      onDone={({ name }) => {
        toast({ tone: 'success', text: `${name} is saved.` });
        router.refresh();
      }}
    >
      <TextField name="name" label="Name" />
      <TextareaField name="description" label="What it is for" optional rows={2} />
      <SelectField name="range" label="Range" options={ranges} />
      {board.is_own ? <ShareFields options={options} /> : null}
    </Form>
  );
}
