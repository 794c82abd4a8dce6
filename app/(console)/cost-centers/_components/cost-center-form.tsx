'use client';
import { useRouter } from 'next/navigation';
import { ComboboxField } from '#components/forms/choice-fields.tsx';
import { Form } from '#components/forms/form.tsx';
import { TextareaField, TextField } from '#components/forms/text-fields.tsx';
import type { ComboboxOption } from '#components/ui/combobox.tsx';
import { createCostCenterAction } from '../actions.ts';

const schema = () => import('#lib/contracts/cost-centers.ts').then((contract) => contract.costCenterCreate.input);

/** A new cost center. */
export function CostCenterForm({ people, centers }: { people: readonly ComboboxOption[]; centers: readonly ComboboxOption[] }) {
  const router = useRouter();
  return (
    <Form
      schema={schema}
      initial={{}}
      submitLabel="Create cost center"
      submit={(values, options) => createCostCenterAction(values, options)}
      onDone={() => router.push('/cost-centers')}
      draftKey="cost-center.create"
    >
      <TextField name="code" label="Code" hint="As the books name it." mono autoFocus />
      <TextField name="name" label="Name" />
      <ComboboxField name="parent_id" label="Below" options={centers} optional />
      <ComboboxField name="manager_id" label="Manager" options={people} optional />
      <TextareaField name="description" label="Description" optional />
    </Form>
  );
}
