'use client';
import { useRouter } from 'next/navigation';
import type { z } from 'zod';
import { ComboboxField } from '#components/forms/choice-fields.tsx';
import { Form } from '#components/forms/form.tsx';
import { TextareaField, TextField } from '#components/forms/text-fields.tsx';
import type { ComboboxOption } from '#components/ui/combobox.tsx';
import { toast } from '#components/ui/toast.ts';
import type { CostCenter } from '#lib/contracts/cost-centers.ts';
import { createCostCenterAction, updateCostCenterAction } from '../actions.ts';

const schema = () => import('#lib/contracts/cost-centers.ts').then((contract) => contract.costCenterCreate.input);

const updateSchema = () => import('#lib/contracts/cost-centers.ts').then((contract) => contract.costCenterUpdate.input);

/** Who can lead a cost center, and what it can lie below. */
interface CostCenterOptions {
  people: readonly ComboboxOption[];
  centers: readonly ComboboxOption[];
}

/** A new cost center. */
export function CostCenterForm({ people, centers }: CostCenterOptions) {
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
      <Fields people={people} centers={centers} />
    </Form>
  );
}

function Fields({ people, centers }: CostCenterOptions) {
  return (
    <>
      <TextField name="code" label="Code" hint="As the books name it." mono autoFocus />
      <TextField name="name" label="Name" />
      <ComboboxField name="parent_id" label="Below" options={centers} optional />
      <ComboboxField name="manager_id" label="Manager" options={people} optional />
      <TextareaField name="description" label="Description" optional />
    </>
  );
}

type Center = z.input<typeof CostCenter>;

/** What can be changed of a cost center; what it has borne stays with it. */
export function EditCostCenterForm({ center, ...options }: CostCenterOptions & { center: Center }) {
  const router = useRouter();
  return (
    <Form<Center>
      schema={updateSchema}
      fixed={{ cost_center_id: center.id }}
      initial={{
        ...{ code: center.code, name: center.name, description: center.description },
        ...{ parent_id: center.parent_id ?? undefined, manager_id: center.manager_id ?? undefined },
      }}
      version={center.version}
      submitLabel="Save"
      submit={(values, sent) =>
        // A field that was emptied is sent as empty.
        updateCostCenterAction(
          { ...values, description: values.description ?? '', parent_id: values.parent_id ?? null, manager_id: values.manager_id ?? null },
          sent,
        )
      }
      onDone={({ name }) => {
        toast({ tone: 'success', text: `${name} is saved.` });
        router.refresh();
      }}
    >
      <Fields {...options} />
    </Form>
  );
}
