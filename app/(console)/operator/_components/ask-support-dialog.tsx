'use client';
import { Form } from '#components/forms/form.tsx';
import { CountField } from '#components/forms/quantity-fields.tsx';
import { TextareaField } from '#components/forms/text-fields.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import { toast } from '#components/ui/toast.ts';
import type { Surface } from '#components/ui/use-on-demand.ts';
import { askSupportAction } from '../actions.ts';

const schema = () => import('#lib/contracts/support.ts').then((contract) => contract.supportCaseAsk.input);

export interface AskSupportDialogProps extends Surface {
  id: string;
  name: string;
}

/** Asks an organization to be let in; its administrators decide. */
export function AskSupportDialog({ open, onOpenChange, id, name }: AskSupportDialogProps) {
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={`Ask ${name} for access`}
      description="Its administrators read your reason and decide. You will see settings, structure and sums; no prompts, no secrets."
    >
      <Form
        schema={schema}
        fixed={{ tenant_id: id }}
        initial={{ hours: 4 }}
        submitLabel="Ask for access"
        submit={(values, options) => askSupportAction(values, options)}
        onDone={() => {
          onOpenChange(false);
          toast({ tone: 'success', text: `${name} is asked. Their decision shows under Support access.` });
        }}
      >
        <TextareaField name="reason" label="Why" rows={3} />
        <CountField name="hours" label="For how long, from when they agree" unit="hours" />
      </Form>
    </Dialog>
  );
}
