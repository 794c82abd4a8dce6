'use client';
import { useRouter } from 'next/navigation';
import { ComboboxField } from '#components/forms/choice-fields.tsx';
import { Form } from '#components/forms/form.tsx';
import { TextField } from '#components/forms/text-fields.tsx';
import type { ComboboxOption } from '#components/ui/combobox.tsx';
import { createDepartmentAction } from '../actions.ts';

/** Fetched once the page stands. */
const schema = () => import('#lib/contracts/departments.ts').then((contract) => contract.departmentCreate.input);

/** Name, and what it lies under. */
export function DepartmentForm({ departments }: { departments: readonly ComboboxOption[] }) {
  const router = useRouter();
  return (
    <Form<{ id: string }>
      schema={schema}
      initial={{}}
      submitLabel="Add department"
      submit={(values, options) => createDepartmentAction(values, options)}
      onDone={(made) => router.push(`/organization?open=${made.id}`)}
      draftKey="department.create"
    >
      <TextField name="name" label="Name" autoFocus />
      <ComboboxField name="parent_id" label="Under" options={departments} optional />
    </Form>
  );
}
