'use client';
import { useRouter } from 'next/navigation';
import { SelectField } from '#components/forms/choice-fields.tsx';
import { Form } from '#components/forms/form.tsx';
import { TextareaField } from '#components/forms/text-fields.tsx';
import { withStepUp } from '#components/step-up/step-up.ts';
import { toast } from '#components/ui/toast.ts';
import { requestOwnPrivacyAction } from '../../privacy/actions.ts';

/** Fetched once the page stands. */
const schema = () => import('#lib/contracts/consents.ts').then((contract) => contract.ownPrivacyRequest.input);

const kinds = [
  { value: 'access', label: 'A copy of my data' },
  { value: 'portability', label: 'A copy to take elsewhere' },
  { value: 'rectification', label: 'Something is wrong and should be corrected' },
  { value: 'restriction', label: 'My data should be stored and not used' },
  { value: 'objection', label: 'I object to statistics with my name' },
  { value: 'erasure', label: 'My data should be erased, and my account closed' },
];

/** Asks for something about one's own data. */
export function OwnRequestForm() {
  const router = useRouter();
  return (
    <Form<unknown>
      schema={schema}
      initial={{ kind: 'access', note: '' }}
      submitLabel="Ask"
      submit={(values, options) => withStepUp(() => requestOwnPrivacyAction(values, options))}
      onDone={() => {
        toast({ tone: 'success', text: 'It is noted. You get an answer within a month.' });
        router.refresh();
      }}
    >
      <SelectField name="kind" label="What do you ask for?" options={kinds} />
      <TextareaField name="note" label="Note" rows={3} optional />
    </Form>
  );
}
