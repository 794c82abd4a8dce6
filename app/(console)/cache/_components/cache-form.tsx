'use client';
import { useRouter } from 'next/navigation';
import type { z } from 'zod';
import { SelectField, SwitchField } from '#components/forms/choice-fields.tsx';
import { Form } from '#components/forms/form.tsx';
import { DurationField, PercentField } from '#components/forms/quantity-fields.tsx';
import { TextField } from '#components/forms/text-fields.tsx';
import type { ComboboxOption } from '#components/ui/combobox.tsx';
import { toast } from '#components/ui/toast.ts';
import type { CacheSettings } from '#lib/contracts/cache.ts';
import { updateCacheAction } from '../actions.ts';
import { LoansField } from './loans-field.tsx';

/** Fetched once the page stands. */
const schema = () => import('#lib/contracts/cache.ts').then((contract) => contract.cacheUpdate.input);

const modes = [
  { value: 'off', label: 'Off' },
  { value: 'opt_in', label: 'Calls that ask for it' },
  { value: 'all', label: 'All calls that do not refuse it' },
];
const isolations = [
  { value: 'key', label: 'Only the key that asked' },
  { value: 'team', label: 'Its team' },
  { value: 'department', label: 'Its department' },
  { value: 'tenant', label: 'The whole organization' },
];

/** How answers are kept, and who shares them. */
export function CacheForm({ settings, teams }: { settings: z.input<typeof CacheSettings>; teams: readonly ComboboxOption[] }) {
  const router = useRouter();
  const { mode, ttl_seconds, isolation, loans, semantic, embedding_model, similarity_min, version } = settings;
  return (
    <Form<z.input<typeof CacheSettings>>
      schema={schema}
      initial={{ mode, ttl_seconds, isolation, loans, semantic, embedding_model: embedding_model ?? undefined, similarity_min }}
      version={version}
      submitLabel="Save settings"
      submit={(values, options) => updateCacheAction(values, options)}
      onDone={() => {
        toast({ tone: 'success', text: 'The settings are saved. They hold in every process within 2 s.' });
        router.refresh();
      }}
    >
      <SelectField
        name="mode"
        label="Keep the answers of"
        options={modes}
        hint="A call asks for it, or refuses it, with the header x-tollgate-cache."
      />
      <DurationField name="ttl_seconds" label="Keep them for" hint="Up to 30 days. A call may ask for less." />
      <SelectField name="isolation" label="Tell them again to" options={isolations} hint="Never to another organization or data class." />
      <LoansField teams={teams} />
      <SwitchField
        name="semantic"
        label="Answer requests that mean the same"
        hint="Only the wording of the last turn may differ; its numbers, names and negations may not."
      />
      <TextField
        name="embedding_model"
        label="Embedding model"
        optional
        mono
        inherited="Built in: words, no synonyms"
        hint="A model of your connections; its calls are metered and charged to the key."
      />
      <PercentField name="similarity_min" label="Least similarity" hint="From 80 to 100. Higher is safer and finds less." />
    </Form>
  );
}
