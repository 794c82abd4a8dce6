'use client';
import { Form } from '#components/forms/form.tsx';
import { TextareaField } from '#components/forms/text-fields.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import { toast } from '#components/ui/toast.ts';
import type { Surface } from '#components/ui/use-on-demand.ts';
import { resumeTenantAction, suspendTenantAction } from '../actions.ts';

const schema = () => import('#lib/contracts/platform.ts').then((contract) => contract.platformTenantSuspend.input);

export interface StandingDialogProps extends Surface {
  id: string;
  name: string;
  isSuspended: boolean;
}

/** Suspends an organization or lets it work again, with the reason that both audit trails keep. */
export function StandingDialog({ open, onOpenChange, id, name, isSuspended }: StandingDialogProps) {
  const change = isSuspended ? resumeTenantAction : suspendTenantAction;
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={isSuspended ? `Let ${name} work again?` : `Suspend ${name}?`}
      description={
        isSuspended
          ? 'Within 2 s its people sign in and its keys are served as before.'
          : 'Within 2 s nobody there signs in, and calls with its keys are refused. Nothing is deleted.'
      }
    >
      <Form
        schema={schema}
        fixed={{ tenant_id: id }}
        initial={{}}
        submitLabel={isSuspended ? 'Let it work again' : 'Suspend organization'}
        submit={(values, options) => change(values, options)}
        onDone={() => {
          onOpenChange(false);
          toast({ tone: 'success', text: isSuspended ? `${name} works again.` : `${name} is suspended.` });
        }}
      >
        <TextareaField name="reason" label="Reason" hint="For the audit trails of both sides." rows={3} />
      </Form>
    </Dialog>
  );
}
