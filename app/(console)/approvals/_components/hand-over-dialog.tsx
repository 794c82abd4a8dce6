'use client';
import { useRouter } from 'next/navigation';
import { z } from 'zod';
import { ComboboxField } from '#components/forms/choice-fields.tsx';
import { Form } from '#components/forms/form.tsx';
import type { ComboboxOption } from '#components/ui/combobox.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import { toast } from '#components/ui/toast.ts';
import type { Surface } from '#components/ui/use-on-demand.ts';
import { delegateAction } from '../actions.ts';
import type { ApprovalRow } from './approval-words.ts';

export interface HandOverDialogProps extends Surface {
  id: string;
  people: readonly ComboboxOption[];
}

const schema = z.strictObject({ user_id: z.string({ error: 'Choose somebody' }) });

/** Lets somebody else decide this one. */
export function HandOverDialog({ open, onOpenChange, id, people }: HandOverDialogProps) {
  const router = useRouter();
  const done = (): void => {
    onOpenChange(false);
    toast({ tone: 'success', text: 'Handed over. You can still decide it yourself.' });
    router.refresh();
  };
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title="Hand over" description="They decide in your place, and are told by e-mail.">
      <Form<ApprovalRow>
        schema={schema}
        initial={{}}
        submitLabel="Hand over"
        submit={(values, { idempotencyKey }) => delegateAction({ approval_id: id, ...values }, { idempotencyKey })}
        onDone={done}
      >
        <ComboboxField name="user_id" label="Person" options={people} />
      </Form>
    </Dialog>
  );
}
