'use client';
import { useRouter } from 'next/navigation';
import { z } from 'zod';
import { Form } from '#components/forms/form.tsx';
import { CountField } from '#components/forms/quantity-fields.tsx';
import { TextareaField } from '#components/forms/text-fields.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import { toast } from '#components/ui/toast.ts';
import type { Surface } from '#components/ui/use-on-demand.ts';
import { dismissAction } from '../actions.ts';
import type { RecommendationRow } from './recommendation-columns.tsx';

const dayMs = 86_400_000;
const schema = z.strictObject({
  reason: z.string().trim().min(1, { error: 'Say why' }).max(500),
  days: z.number().int().min(1).max(730).optional(),
});

/** Why it is not to be, and until when. */
export function DismissDialog({ open, onOpenChange, id }: Surface & { id: string }) {
  const router = useRouter();
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title="Dismiss" description="It stays in the list with your reason.">
      <Form<RecommendationRow>
        schema={schema}
        initial={{}}
        submitLabel="Dismiss"
        submit={({ reason, days }, { idempotencyKey }) =>
          dismissAction(
            {
              ...{ recommendation_id: id, reason },
              ...(days === undefined ? {} : { until: new Date(Date.now() + Number(days) * dayMs).toISOString() }),
            },
            { idempotencyKey },
          )
        }
        onDone={() => {
          onOpenChange(false);
          toast({ tone: 'success', text: 'Dismissed.' });
          router.refresh();
        }}
      >
        <TextareaField name="reason" label="Why" />
        <CountField name="days" label="For" unit="days" hint="Open again after this if it is still found; empty for good" optional />
      </Form>
    </Dialog>
  );
}
