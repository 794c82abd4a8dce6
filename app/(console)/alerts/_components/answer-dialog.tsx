'use client';
import { useRouter } from 'next/navigation';
import { z } from 'zod';
import { SelectField } from '#components/forms/choice-fields.tsx';
import { Form } from '#components/forms/form.tsx';
import { TextareaField } from '#components/forms/text-fields.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import { toast } from '#components/ui/toast.ts';
import type { Surface } from '#components/ui/use-on-demand.ts';
import { answerAlertAction } from '../actions.ts';

/** What somebody answers to an alert. */
export type AlertAnswer = 'acknowledge' | 'snooze' | 'resolve';

export interface AnswerDialogProps extends Surface {
  id: string;
  answer: AlertAnswer;
}

const words = {
  acknowledge: {
    ...{ title: 'Acknowledge this alert', description: 'Somebody is looking at it: it does not escalate.' },
    ...{ verb: 'Acknowledge', done: 'Acknowledged: it does not escalate.' },
  },
  snooze: {
    ...{ title: 'Snooze this alert', description: 'Nothing escalates before the time is over; if it is open then, it goes on.' },
    ...{ verb: 'Snooze', done: 'It rests.' },
  },
  resolve: {
    ...{ title: 'Resolve this alert', description: 'Whoever was told hears that it is over. If it is seen again, another alert opens.' },
    ...{ verb: 'Resolve', done: 'The alert is resolved.' },
  },
} as const;
const lengths = [
  { value: '15', label: '15 minutes' },
  { value: '60', label: '1 hour' },
  { value: '240', label: '4 hours' },
  { value: '720', label: '12 hours' },
  { value: '1440', label: '1 day' },
  { value: '4320', label: '3 days' },
  { value: '10080', label: '7 days' },
];
/** A select speaks text; the operation wants minutes. */
const schema = z.strictObject({ minutes: z.string(), note: z.string().max(1000).optional() });

/** An answer with a note for the timeline, which those who come later read. */
export function AnswerDialog({ open, onOpenChange, id, answer }: AnswerDialogProps) {
  const router = useRouter();
  const { title, description, verb, done } = words[answer];
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title={title} description={description}>
      <Form<unknown>
        schema={schema}
        initial={{ minutes: '60' }}
        submitLabel={verb}
        submit={({ minutes, note = '' }, { idempotencyKey }) =>
          answerAlertAction(
            answer,
            { alert_id: id, note, ...(answer === 'snooze' ? { minutes: Number(minutes) } : {}) },
            { idempotencyKey },
          )
        }
        onDone={() => {
          onOpenChange(false);
          toast({ tone: 'success', text: done });
          router.refresh();
        }}
      >
        {answer === 'snooze' ? <SelectField name="minutes" label="For" options={lengths} /> : null}
        <TextareaField name="note" label="Note" rows={3} optional hint="For the timeline: what you know, and what was done." />
      </Form>
    </Dialog>
  );
}
