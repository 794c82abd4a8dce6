'use client';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { Form } from '#components/forms/form.tsx';
import { TextField } from '#components/forms/text-fields.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import { toast } from '#components/ui/toast.ts';
import type { Surface } from '#components/ui/use-on-demand.ts';
import { beginPhoneAction, confirmPhoneAction } from '../actions.ts';
import { RecoveryCodes } from './recovery-codes.tsx';

const begin = () => import('#lib/contracts/second-factors.ts').then((contract) => contract.phoneBegin.input);
const confirm = () => import('#lib/contracts/second-factors.ts').then((contract) => contract.phoneConfirm.input);

/** Asks for the number, then for the code that was sent to it, then shows the recovery codes where they are the first. */
export function PhoneDialog({ open, onOpenChange }: Surface) {
  const router = useRouter();
  const [factorId, setFactorId] = useState<string>();
  const [codes, setCodes] = useState<readonly string[]>([]);
  const close = (): void => {
    onOpenChange(false);
    setFactorId(undefined);
    router.refresh();
  };
  const done = (confirmed: { recovery_code_secrets: readonly string[] }): void => {
    toast({ tone: 'success', text: 'The telephone is in use.' });
    if (confirmed.recovery_code_secrets.length === 0) close();
    else setCodes(confirmed.recovery_code_secrets);
  };
  const title = codes.length > 0 ? 'Store your recovery codes' : 'Add a telephone';
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => (next ? onOpenChange(true) : close())}
      title={title}
      width="small"
      dismissible={codes.length === 0}
    >
      {codes.length > 0 ? <RecoveryCodes codes={codes} onStored={close} /> : null}
      {codes.length === 0 && factorId === undefined ? (
        <Form<{ factor: { id: string } }>
          schema={begin}
          initial={{}}
          submitLabel="Send a code"
          submit={(values, options) => beginPhoneAction(values, options)}
          onDone={({ factor }) => setFactorId(factor.id)}
        >
          <TextField
            name="number"
            label="Number"
            hint="With + and the country, such as +4915112345678."
            autoComplete="tel"
            autoFocus
            mono
          />
        </Form>
      ) : null}
      {codes.length === 0 && factorId !== undefined ? (
        <Form<{ recovery_code_secrets: string[] }>
          schema={confirm}
          initial={{}}
          fixed={{ factor_id: factorId }}
          submitLabel="Confirm"
          submit={(values, options) => confirmPhoneAction(values, options)}
          onDone={done}
          secrets={['code']}
        >
          <TextField name="code" label="Code" hint="Six digits that we sent." autoComplete="one-time-code" autoFocus mono />
        </Form>
      ) : null}
    </Dialog>
  );
}
