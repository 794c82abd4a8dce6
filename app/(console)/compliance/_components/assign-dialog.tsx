'use client';
import { useRouter } from 'next/navigation';
import { z } from 'zod';
import { ComboboxField } from '#components/forms/choice-fields.tsx';
import { Form } from '#components/forms/form.tsx';
import { CountField } from '#components/forms/quantity-fields.tsx';
import { TextareaField } from '#components/forms/text-fields.tsx';
import type { ComboboxOption } from '#components/ui/combobox.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import { toast } from '#components/ui/toast.ts';
import type { Surface } from '#components/ui/use-on-demand.ts';
import { updateFindingAction } from '../actions.ts';
import type { FindingRow } from './finding-columns.tsx';

export interface AssignDialogProps extends Surface {
  finding: FindingRow;
  people: readonly ComboboxOption[];
}

const dayMs = 86_400_000;
const schema = z.strictObject({
  owner_id: z.string({ error: 'Choose somebody' }),
  days: z.number().int().min(1).max(365),
  comment: z.string().max(2000).optional(),
});

/** Days from now to a moment, at least one. */
const daysTo = (at: string): number => Math.max(1, Math.ceil((new Date(at).getTime() - Date.now()) / dayMs));

/** Who settles the finding, and until when. */
export function AssignDialog({ open, onOpenChange, finding, people }: AssignDialogProps) {
  const router = useRouter();
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title="Assign" description="Whoever owns a finding is told when it comes back.">
      <Form<FindingRow>
        schema={schema}
        initial={{ owner_id: finding.owner_id ?? undefined, days: daysTo(finding.due_at) }}
        submitLabel="Assign"
        submit={({ owner_id, days, comment }, { idempotencyKey }) =>
          updateFindingAction(
            {
              ...{ finding_id: finding.id, owner_id, due_at: new Date(Date.now() + Number(days) * dayMs).toISOString() },
              ...(comment === undefined ? {} : { comment }),
            },
            { idempotencyKey },
          )
        }
        onDone={() => {
          onOpenChange(false);
          toast({ tone: 'success', text: 'The finding is assigned.' });
          router.refresh();
        }}
      >
        <ComboboxField name="owner_id" label="Owner" options={people} />
        <CountField name="days" label="Due in" unit="days" />
        <TextareaField name="comment" label="Comment" optional />
      </Form>
    </Dialog>
  );
}
