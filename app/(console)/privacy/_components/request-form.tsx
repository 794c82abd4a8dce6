'use client';
import { useRouter } from 'next/navigation';
import { ComboboxField, SelectField } from '#components/forms/choice-fields.tsx';
import { Form } from '#components/forms/form.tsx';
import { useFormState } from '#components/forms/form-context.ts';
import { TextareaField, TextField } from '#components/forms/text-fields.tsx';
import type { ComboboxOption } from '#components/ui/combobox.tsx';
import { toast } from '#components/ui/toast.ts';
import { createRequestAction } from '../actions.ts';

/** Fetched once the page stands. */
const schema = () => import('#lib/contracts/privacy-requests.ts').then((contract) => contract.privacyRequestCreate.input);

const kinds = [
  { value: 'access', label: 'A copy of their data (access)' },
  { value: 'portability', label: 'A copy to take elsewhere (portability)' },
  { value: 'erasure', label: 'Erasure' },
  { value: 'rectification', label: 'Correction (rectification)' },
  { value: 'restriction', label: 'Restriction' },
  { value: 'objection', label: 'Objection to statistics by name' },
];
const laws = [
  { value: 'gdpr', label: 'GDPR: due in one month' },
  { value: 'ccpa', label: 'CCPA: due in 45 days' },
];

function Whom({ people }: { people: readonly ComboboxOption[] }) {
  const { user_id: person } = useFormState().values;
  return (
    <>
      <ComboboxField name="user_id" label="Person" options={people} optional />
      {typeof person === 'string' ? null : (
        <TextField name="email" label="Address" type="email" optional hint="Of somebody who has no account." />
      )}
    </>
  );
}

/** Who asks, for what, and under which law. */
export function RequestForm({ people }: { people: readonly ComboboxOption[] }) {
  const router = useRouter();
  return (
    <Form<{ id: string }>
      schema={schema}
      initial={{ kind: 'access', law: 'gdpr', note: '' }}
      submitLabel="Note the request"
      submit={(values, options) =>
        createRequestAction(typeof values.user_id === 'string' ? { ...values, email: undefined } : values, options)
      }
      onDone={({ id }) => {
        toast({ tone: 'success', text: 'The request is noted, and its time runs.' });
        router.push(`/privacy?open=${id}`);
      }}
    >
      <SelectField name="kind" label="Asks for" options={kinds} />
      <Whom people={people} />
      <SelectField name="law" label="Law" options={laws} />
      <TextareaField name="note" label="Note" rows={3} optional />
    </Form>
  );
}
