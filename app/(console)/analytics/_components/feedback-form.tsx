'use client';
import { useRouter } from 'next/navigation';
import type { z } from 'zod';
import { SelectField } from '#components/forms/choice-fields.tsx';
import { Form } from '#components/forms/form.tsx';
import { TextareaField, TextField } from '#components/forms/text-fields.tsx';
import { toast } from '#components/ui/toast.ts';
import type { Feedback } from '#lib/contracts/feedback.ts';
import { giveFeedbackAction } from '../actions.ts';

/** Fetched once the page stands. */
const schema = () => import('#lib/contracts/feedback.ts').then((contract) => contract.feedbackGive.input);

const ratings = [
  { value: 'up', label: 'Thumbs up' },
  { value: 'down', label: 'Thumbs down' },
];

/** Says what the answer to a request was worth. */
export function FeedbackForm({ requestId }: { requestId: string | undefined }) {
  const router = useRouter();
  return (
    <Form<z.input<typeof Feedback>>
      schema={schema}
      initial={{ request_id: requestId, rating: 'up' }}
      submitLabel="Send feedback"
      submit={(values, options) => giveFeedbackAction(values, options)}
      onDone={() => {
        toast({ tone: 'success', text: 'Thank you. Sending it again for the same request changes it.' });
        router.refresh();
      }}
    >
      <TextField name="request_id" label="Request" mono hint="x-tollgate-request-id of the answer, also in the usage log" />
      <SelectField name="rating" label="The answer was worth a" options={ratings} />
      <TextareaField name="comment" label="Comment" optional hint="Read by whoever sees the usage of the team, without your name" />
    </Form>
  );
}
