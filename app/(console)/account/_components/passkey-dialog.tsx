'use client';
import { useRouter } from 'next/navigation';
import { type FormEvent, useState } from 'react';
import { makePasskey } from '#components/passkeys/make-passkey.ts';
import { withStepUp } from '#components/step-up/step-up.ts';
import { Button } from '#components/ui/button.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import { Field } from '#components/ui/field.tsx';
import { Input } from '#components/ui/input.tsx';
import { toast } from '#components/ui/toast.ts';
import type { Surface } from '#components/ui/use-on-demand.ts';
import { passkeyOptionsAction, registerPasskeyAction } from '../actions.ts';
import { RecoveryCodes } from './recovery-codes.tsx';

/** Names a passkey, lets the browser make it, then shows the recovery codes where they are the first. */
export function PasskeyDialog({ open, onOpenChange }: Surface) {
  const router = useRouter();
  const [codes, setCodes] = useState<readonly string[]>([]);
  const [failure, setFailure] = useState<string>();
  const [busy, setBusy] = useState(false);
  const close = (): void => {
    onOpenChange(false);
    router.refresh();
  };
  const add = async (name: string): Promise<string | undefined> => {
    const options = await withStepUp(passkeyOptionsAction);
    if (options.problem !== undefined) return options.problem.detail;
    const answer = await makePasskey(options.data);
    if (answer === undefined) return 'No passkey was made. It may be there already; try again, or use another device.';
    const { data, problem } = await registerPasskeyAction(name, answer);
    if (problem !== undefined) return problem.errors?.[0]?.detail ?? problem.detail;
    toast({ tone: 'success', text: `${name} is in use.` });
    if (data.recovery_code_secrets.length === 0) close();
    else setCodes(data.recovery_code_secrets);
    return undefined;
  };
  const onSubmit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    setFailure(undefined);
    void add(String(new FormData(event.currentTarget).get('name')))
      .catch(() => 'No answer came. Try again.')
      .then((complaint) => {
        setBusy(false);
        setFailure(complaint);
      });
  };
  const title = codes.length > 0 ? 'Store your recovery codes' : 'Add a passkey';
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => (next ? onOpenChange(true) : close())}
      title={title}
      width="small"
      dismissible={!busy && codes.length === 0}
    >
      {codes.length > 0 ? (
        <RecoveryCodes codes={codes} onStored={close} />
      ) : (
        <form onSubmit={onSubmit} className="flex flex-col gap-4">
          <Field id="passkey-name" label="Name" hint="So that you know it again: the device or the key it is on.">
            {(control) => <Input {...control} name="name" required maxLength={80} autoComplete="off" autoFocus />}
          </Field>
          <p role="alert" className="text-control text-danger-text empty:hidden">
            {failure}
          </p>
          <Button type="submit" variant="primary" busy={busy}>
            Make the passkey
          </Button>
        </form>
      )}
    </Dialog>
  );
}
