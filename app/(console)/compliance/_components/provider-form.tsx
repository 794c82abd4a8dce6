'use client';
import { useRouter } from 'next/navigation';
import { SelectField } from '#components/forms/choice-fields.tsx';
import { Form } from '#components/forms/form.tsx';
import { CountField } from '#components/forms/quantity-fields.tsx';
import { TagsField } from '#components/forms/tags-field.tsx';
import { TextareaField, TextField } from '#components/forms/text-fields.tsx';
import { toast } from '#components/ui/toast.ts';
import { setProviderAction } from '../actions.ts';
import type { ProviderRow } from './provider-columns.tsx';
import { toProviderInput } from './to-provider-input.ts';

/** Fetched once the page stands. */
const schema = () => import('./provider-form-schema.ts').then((module) => module.providerFormSchema);

const trainings = [
  { value: 'unknown', label: 'Not known' },
  { value: 'excluded', label: 'It has agreed not to train' },
  { value: 'allowed', label: 'It may train' },
];

const dayOf = (at: string | null): string | undefined => at?.slice(0, 10);
const trainingOf = (excluded: boolean | null): string => (excluded === null ? 'unknown' : excluded ? 'excluded' : 'allowed');

/** What is agreed with a provider; saving counts as a review of it. */
export function ProviderForm({ row }: { row: ProviderRow }) {
  const router = useRouter();
  return (
    <Form<ProviderRow>
      schema={schema}
      initial={{
        ...{ legal_name: row.legal_name === '' ? undefined : row.legal_name, regions: row.regions, note: row.note || undefined },
        ...{ dpa_reference: row.dpa_reference ?? undefined, dpa_signed: dayOf(row.dpa_signed_at) },
        ...{ baa_reference: row.baa_reference ?? undefined, baa_signed: dayOf(row.baa_signed_at) },
        ...{ retention_days: row.retention_days ?? undefined, training: trainingOf(row.training_excluded) },
      }}
      submitLabel="Save and mark as reviewed"
      submit={(values, { idempotencyKey }) => setProviderAction({ provider: row.provider, ...toProviderInput(values) }, { idempotencyKey })}
      onDone={() => {
        toast({ tone: 'success', text: 'The register is up to date.' });
        router.refresh();
      }}
    >
      <TextField name="legal_name" label="With whom" hint="The legal name in the agreement." />
      <TextField name="dpa_reference" label="Data processing agreement" optional hint="Its number or file." />
      <TextField name="dpa_signed" label="Signed on" optional hint="Such as 2026-04-01." />
      <SelectField name="training" label="Training on what it is sent" options={trainings} />
      <CountField name="retention_days" label="Keeps data for" unit="days" optional />
      <TagsField name="regions" label="Regions" optional hint="Where the contract says data is processed." />
      <TextField name="baa_reference" label="Business associate agreement" optional hint="For health data." />
      <TextField name="baa_signed" label="Signed on" optional hint="Such as 2026-04-01." />
      <TextareaField name="note" label="Note" optional />
    </Form>
  );
}
