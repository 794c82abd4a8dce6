'use client';
import { useRouter } from 'next/navigation';
import { Form } from '#components/forms/form.tsx';
import { TextField } from '#components/forms/text-fields.tsx';
import { toast } from '#components/ui/toast.ts';
import { startReviewAction } from '../actions.ts';

const schema = () => import('#lib/contracts/compliance-reviews.ts').then((module) => module.reviewStart.input);

/** Begins a review of every role that people hold. */
export function ReviewForm() {
  const router = useRouter();
  return (
    <Form<{ id: string }>
      schema={schema}
      initial={{}}
      submitLabel="Start review"
      submit={(values, { idempotencyKey }) => startReviewAction(values, { idempotencyKey })}
      onDone={({ id }) => {
        toast({ tone: 'success', text: 'The review is open. Decide about each role.' });
        router.push(`/compliance/reviews?open=${id}`);
        router.refresh();
      }}
    >
      <TextField name="name" label="Name" hint="Such as Fourth quarter of 2026." />
    </Form>
  );
}
