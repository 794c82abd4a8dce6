'use client';
import { useRouter } from 'next/navigation';
import { SelectField } from '#components/forms/choice-fields.tsx';
import { Form } from '#components/forms/form.tsx';
import { TextareaField, TextField } from '#components/forms/text-fields.tsx';
import { policyTypes } from '#lib/contracts/policy-names.ts';
import { createPolicyAction } from '../actions.ts';
import { firstDraft, typeWords } from './policy-words.ts';

/** Fetched once the page stands. The rules are the editor's. */
const schema = () => import('#lib/contracts/policies.ts').then(({ policyCreate }) => policyCreate.input.omit({ draft: true, scope: true }));

const types = policyTypes.map((value) => ({ value, label: typeWords[value] }));

/** Name and kind of a policy; its rules are written in the editor. */
export function NewPolicyForm() {
  const router = useRouter();
  return (
    <Form<{ id: string }>
      schema={schema}
      initial={{ type: 'access' }}
      submitLabel="Create policy"
      submit={(values, options) => createPolicyAction({ ...values, draft: firstDraft }, options)}
      onDone={({ id }) => router.push(`/policies/${id}`)}
      draftKey="policy.create"
    >
      <TextField name="name" label="Name" autoFocus hint="Callers who are refused read it, such as: Frontier models need consent." />
      <SelectField name="type" label="About" options={types} />
      <TextareaField name="description" label="Description" optional />
    </Form>
  );
}
