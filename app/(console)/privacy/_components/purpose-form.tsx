'use client';
import { useRouter } from 'next/navigation';
import { SelectField } from '#components/forms/choice-fields.tsx';
import { Form } from '#components/forms/form.tsx';
import { TextareaField, TextField } from '#components/forms/text-fields.tsx';
import { toast } from '#components/ui/toast.ts';
import { createPurposeAction } from '../actions.ts';

/** Fetched once the page stands. */
const schema = () => import('#lib/contracts/consents.ts').then((contract) => contract.consentPurposeCreate.input);

const bases = [
  { value: 'consent', label: 'Consent' },
  { value: 'contract', label: 'Contract' },
  { value: 'legal_obligation', label: 'Legal obligation' },
  { value: 'vital_interests', label: 'Vital interests' },
  { value: 'public_task', label: 'Public task' },
  { value: 'legitimate_interests', label: 'Legitimate interests' },
];
const effects = [
  { value: 'none', label: 'Nothing by itself' },
  { value: 'pseudonymous', label: 'Statistics show a pseudonym' },
  { value: 'stop_keys', label: 'Personal keys stop within two seconds' },
];

/** What data is processed for, on which ground, and what withdrawing does. */
export function PurposeForm() {
  const router = useRouter();
  return (
    <Form<{ name: string }>
      schema={schema}
      initial={{ basis: 'consent', effect: 'none' }}
      submitLabel="Declare"
      submit={(values, options) => createPurposeAction(values, options)}
      onDone={({ name }) => {
        toast({ tone: 'success', text: `${name} is declared. People find it under My account.` });
        router.push('/privacy/consents');
      }}
    >
      <TextField name="name" label="Name" autoFocus />
      <TextareaField
        name="description"
        label="What people are told"
        rows={5}
        hint="A new text later is a new version, to which nobody has agreed yet."
      />
      <SelectField name="basis" label="Ground" options={bases} hint="GDPR Article 6(1)." />
      <SelectField name="effect" label="When somebody withdraws" options={effects} />
    </Form>
  );
}
