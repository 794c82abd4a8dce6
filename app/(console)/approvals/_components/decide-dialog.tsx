'use client';
import { useRouter } from 'next/navigation';
import { z } from 'zod';
import { Form } from '#components/forms/form.tsx';
import { CountField } from '#components/forms/quantity-fields.tsx';
import { TextareaField } from '#components/forms/text-fields.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import { toast } from '#components/ui/toast.ts';
import type { Surface } from '#components/ui/use-on-demand.ts';
import { approveAction, rejectAction } from '../actions.ts';
import { type ApprovalRow, effectWords } from './approval-words.ts';

export interface DecideDialogProps extends Surface {
  approval: ApprovalRow;
  decision: 'approve' | 'reject';
}

const comment = z.string().max(1000);
const approveSchema = z.strictObject({ comment: comment.optional() });
const callSchema = approveSchema.extend({ uses: z.number().int().min(1).max(10_000), valid_hours: z.number().int().min(1).max(744) });
const rejectSchema = z.strictObject({ comment: comment.min(1, { error: 'Say why: who asked reads it' }) });

/** One decision, with its words; of a call also how often and how long it holds. */
export function DecideDialog({ open, onOpenChange, approval, decision }: DecideDialogProps) {
  const router = useRouter();
  const isCall = approval.kind === 'request';
  const approves = decision === 'approve';
  const done = (after: ApprovalRow): void => {
    onOpenChange(false);
    const waits = after.state === 'pending' ? ' The next level is asked.' : '';
    toast({ tone: 'success', text: `${approves ? 'Approved.' : 'Rejected.'}${waits}` });
    router.refresh();
  };
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={`${approves ? 'Approve' : 'Reject'}: ${approval.title}`}
      description={approves ? effectWords[approval.kind] : 'Who asked is told, with your reason.'}
    >
      <Form<ApprovalRow>
        schema={approves ? (isCall ? callSchema : approveSchema) : rejectSchema}
        initial={approves && isCall ? { uses: 1, valid_hours: 24 } : {}}
        submitLabel={approves ? 'Approve' : 'Reject'}
        submit={(values, { idempotencyKey }) =>
          (approves ? approveAction : rejectAction)({ approval_id: approval.id, ...values }, { idempotencyKey })
        }
        onDone={done}
      >
        {approves && isCall ? (
          <>
            <CountField
              name="uses"
              label="Calls"
              unit="calls"
              hint="One covers the very request that asked; more cover its model, up to its cost."
            />
            <CountField name="valid_hours" label="For" unit="hours" />
          </>
        ) : null}
        <TextareaField name="comment" label={approves ? 'Comment' : 'Reason'} rows={3} optional={approves} />
      </Form>
    </Dialog>
  );
}
