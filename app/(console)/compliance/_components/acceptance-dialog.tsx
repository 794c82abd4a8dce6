'use client';
import { useRouter } from 'next/navigation';
import { Form } from '#components/forms/form.tsx';
import { CountField } from '#components/forms/quantity-fields.tsx';
import { TextareaField } from '#components/forms/text-fields.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import { toast } from '#components/ui/toast.ts';
import type { Surface } from '#components/ui/use-on-demand.ts';
import { askAcceptanceAction } from '../actions.ts';
import type { FindingRow } from './finding-columns.tsx';

const schema = () => import('#lib/contracts/findings.ts').then((module) => module.findingAskAcceptance.input.omit({ finding_id: true }));

/** Asks that the risk be borne for a time; a second person decides. */
export function AcceptanceDialog({ open, onOpenChange, id }: Surface & { id: string }) {
  const router = useRouter();
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title="Accept this risk" description="Somebody else decides about what you ask for.">
      <Form<FindingRow>
        schema={schema}
        initial={{ days: 30 }}
        submitLabel="Ask"
        submit={(values, { idempotencyKey }) => askAcceptanceAction({ finding_id: id, ...values }, { idempotencyKey })}
        onDone={() => {
          onOpenChange(false);
          toast({ tone: 'success', text: 'Asked. Somebody else has to accept it.' });
          router.refresh();
        }}
      >
        <CountField name="days" label="For" unit="days" />
        <TextareaField name="reason" label="Why" />
      </Form>
    </Dialog>
  );
}
