'use client';
import { useRouter } from 'next/navigation';
import { z } from 'zod';
import { SelectField } from '#components/forms/choice-fields.tsx';
import { Form } from '#components/forms/form.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import { toast } from '#components/ui/toast.ts';
import type { Surface } from '#components/ui/use-on-demand.ts';
import { replayWebhookAction } from '../actions.ts';

export interface ReplayDialogProps extends Surface {
  id: string;
  name: string;
}

const hourMs = 3_600_000;
const schema = z.strictObject({ hours: z.enum(['1', '24', '72', '168']), state: z.enum(['dead', 'delivered', 'all']) });
const times = [
  { value: '1', label: 'The last hour' },
  { value: '24', label: 'The last day' },
  { value: '72', label: 'The last 3 days' },
  { value: '168', label: 'The last 7 days' },
];
const states = [
  { value: 'dead', label: 'What was given up' },
  { value: 'delivered', label: 'What was taken' },
  { value: 'all', label: 'Everything' },
];

/** Sends once more what a channel was sent in some time, as after a fault of the receiver. */
export function ReplayDialog({ open, onOpenChange, id, name }: ReplayDialogProps) {
  const router = useRouter();
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={`Send again to ${name}`}
      description="Messages keep their ids, so that a receiver knows those it has. At most 1,000."
    >
      <Form<{ queued: number }>
        schema={schema}
        initial={{ hours: '24', state: 'dead' }}
        submitLabel="Send again"
        submit={({ hours, state }, { idempotencyKey }) =>
          replayWebhookAction(
            { webhook_id: id, state, since: new Date(Date.now() - Number(hours) * hourMs).toISOString() },
            { idempotencyKey },
          )
        }
        onDone={({ queued }) => {
          onOpenChange(false);
          toast({
            tone: 'success',
            text: queued === 0 ? 'There was nothing to send.' : `${queued} ${queued === 1 ? 'message is' : 'messages are'} sent again.`,
          });
          router.refresh();
        }}
      >
        <SelectField name="hours" label="Of" options={times} />
        <SelectField name="state" label="Which" options={states} />
      </Form>
    </Dialog>
  );
}
