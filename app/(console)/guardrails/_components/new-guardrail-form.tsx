'use client';
import { useRouter } from 'next/navigation';
import { SelectField } from '#components/forms/choice-fields.tsx';
import { Form } from '#components/forms/form.tsx';
import { TextareaField, TextField } from '#components/forms/text-fields.tsx';
import { guardrailCheckTypes } from '#lib/contracts/guardrail-names.ts';
import { createGuardrailAction } from '../actions.ts';
import { checkOptions, firstDrafts } from './guardrail-words.ts';

/** Fetched once the page stands. What the guardrail looks for is written in the editor. */
const schema = () =>
  Promise.all([import('zod'), import('#lib/contracts/guardrails.ts')]).then(([{ z }, { guardrailCreate }]) =>
    guardrailCreate.input.omit({ draft: true, scope: true, secret: true }).extend({ check: z.enum(guardrailCheckTypes) }),
  );

/** Name and kind of a guardrail. */
export function NewGuardrailForm() {
  const router = useRouter();
  return (
    <Form<{ id: string }>
      schema={schema}
      initial={{ check: 'prompt_injection' }}
      submitLabel="Create guardrail"
      submit={({ check, ...values }, options) => {
        const kind = guardrailCheckTypes.find((one) => one === check) ?? 'prompt_injection';
        return createGuardrailAction({ ...values, draft: firstDrafts[kind] }, options);
      }}
      onDone={({ id }) => router.push(`/guardrails/${id}`)}
      draftKey="guardrail.create"
    >
      <TextField name="name" label="Name" autoFocus hint="Callers who are blocked read it, such as: No prompt injections." />
      <SelectField name="check" label="Looks for" options={checkOptions} />
      <TextareaField name="description" label="Description" optional />
    </Form>
  );
}
