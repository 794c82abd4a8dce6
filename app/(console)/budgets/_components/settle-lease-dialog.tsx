'use client';
import { useRouter } from 'next/navigation';
import { z } from 'zod';
import { SelectField } from '#components/forms/choice-fields.tsx';
import { Form } from '#components/forms/form.tsx';
import { TextareaField } from '#components/forms/text-fields.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import { toast } from '#components/ui/toast.ts';
import type { Surface } from '#components/ui/use-on-demand.ts';
import { closeLeaseAction } from '../actions.ts';

export interface SettleLeaseDialogProps extends Surface {
  budgetId: string;
  leaseId: string;
  /** It is booked as spent already, so it can only come back. */
  isPresumed: boolean;
  /** Formatted. */
  amount: string;
}

const schema = z.strictObject({
  outcome: z.enum(['return', 'spent']),
  evidence: z.string().trim().min(1, { error: 'Say how you know' }).max(300),
});
const giveBack = { value: 'return', label: 'Give it back: nothing of it was spent' };
const countAsSpent = { value: 'spent', label: 'Count it as spent' };

/** What became of the money of a process that nobody hears of, and how that is known. */
export function SettleLeaseDialog({ open, onOpenChange, budgetId, leaseId, isPresumed, amount }: SettleLeaseDialogProps) {
  const router = useRouter();
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={`Settle ${amount}`}
      description="Only give back what a process held that is gone for good: one that is merely paused may still spend it, and what it spends is then above the limit."
    >
      <Form<unknown>
        schema={schema}
        initial={{ outcome: 'return' }}
        submitLabel="Settle"
        submit={(values, sent) => closeLeaseAction({ budget_id: budgetId, lease_id: leaseId, ...values }, sent)}
        onDone={() => {
          onOpenChange(false);
          toast({ tone: 'success', text: `${amount} is settled.` });
          router.refresh();
        }}
      >
        <SelectField name="outcome" label="What became of it" options={isPresumed ? [giveBack] : [giveBack, countAsSpent]} />
        <TextareaField name="evidence" label="How you know" rows={3} hint="Stands in the ledger and in the audit log." />
      </Form>
    </Dialog>
  );
}
