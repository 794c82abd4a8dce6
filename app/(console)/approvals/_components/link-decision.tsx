'use client';
import { useRouter } from 'next/navigation';
import { z } from 'zod';
import { SelectField } from '#components/forms/choice-fields.tsx';
import { Form } from '#components/forms/form.tsx';
import { TextareaField } from '#components/forms/text-fields.tsx';
import { toast } from '#components/ui/toast.ts';
import { decideByLinkAction } from '../actions.ts';
import type { ApprovalRow } from './approval-words.ts';

const schema = z.strictObject({
  decision: z.enum(['approve', 'reject'], { error: 'Choose what you decide' }),
  comment: z.string().max(1000).optional(),
});

const decisions = [
  { value: 'approve', label: 'Approve' },
  { value: 'reject', label: 'Reject' },
];

/** The decision itself: a POST, once. */
export function LinkDecision({ token }: { token: string }) {
  const router = useRouter();
  return (
    <Form<ApprovalRow>
      schema={schema}
      initial={{}}
      submitLabel="Send decision"
      submit={(values, { idempotencyKey }) => decideByLinkAction({ token, ...values }, { idempotencyKey })}
      onDone={(after) => {
        toast({ tone: 'success', text: after.state === 'pending' ? 'Approved. The next level is asked.' : 'Your decision is taken.' });
        router.refresh();
      }}
    >
      <SelectField name="decision" label="Decision" options={decisions} />
      <TextareaField name="comment" label="Comment" rows={3} optional />
    </Form>
  );
}
