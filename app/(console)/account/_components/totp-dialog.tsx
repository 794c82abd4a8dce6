'use client';
import { useRouter } from 'next/navigation';
import { useEffect, useRef, useState } from 'react';
import { Form } from '#components/forms/form.tsx';
import { TextField } from '#components/forms/text-fields.tsx';
import { withStepUp } from '#components/step-up/step-up.ts';
import { Dialog } from '#components/ui/dialog.tsx';
import { toast } from '#components/ui/toast.ts';
import type { Surface } from '#components/ui/use-on-demand.ts';
import { beginTotpAction, confirmTotpAction } from '../actions.ts';
import { RecoveryCodes } from './recovery-codes.tsx';

type Begun = NonNullable<Awaited<ReturnType<typeof beginTotpAction>>['data']>;

const schema = () => import('#lib/contracts/second-factors.ts').then((contract) => contract.totpConfirm.input);

/** Shows the secret as a picture and as text, asks for a code of it, then shows the recovery codes. */
export function TotpDialog({ open, onOpenChange }: Surface) {
  const router = useRouter();
  const [begun, setBegun] = useState<Begun>();
  const [failure, setFailure] = useState<string>();
  const [codes, setCodes] = useState<readonly string[]>([]);
  const asked = useRef(false);
  const close = (): void => {
    onOpenChange(false);
    router.refresh();
  };
  useEffect(() => {
    // Effects run twice in development, and each call would make a new secret.
    if (!open || asked.current) return;
    asked.current = true;
    void withStepUp(beginTotpAction).then(({ data, problem }) => (problem === undefined ? setBegun(data) : setFailure(problem.detail)));
  }, [open]);
  const done = (confirmed: { recovery_code_secrets: readonly string[] }): void => {
    toast({ tone: 'success', text: 'The authenticator app is in use.' });
    if (confirmed.recovery_code_secrets.length === 0) close();
    else setCodes(confirmed.recovery_code_secrets);
  };
  const title = codes.length > 0 ? 'Store your recovery codes' : 'Add an authenticator app';
  return (
    <Dialog open={open} onOpenChange={(next) => (next ? onOpenChange(true) : close())} title={title} dismissible={codes.length === 0}>
      {codes.length > 0 ? <RecoveryCodes codes={codes} onStored={close} /> : null}
      <p role="alert" className="text-control text-danger-text empty:hidden">
        {failure}
      </p>
      {begun === undefined || codes.length > 0 ? null : (
        <div className="flex flex-col gap-4">
          <p className="text-body text-second">Scan this with your app, or type the secret into it. Then enter the code that it shows.</p>
          {/* biome-ignore lint/performance/noImgElement: a picture inside the page has nothing to be optimised */}
          <img
            src={`data:image/svg+xml;utf8,${encodeURIComponent(begun.qr_svg)}`}
            alt="QR code with the secret below"
            width={200}
            height={200}
            className="self-center rounded-md bg-white"
          />
          <p className="break-all text-center font-mono text-control">{begun.secret.replaceAll(/(.{4})/g, '$1 ').trim()}</p>
          <Form<{ recovery_code_secrets: string[] }>
            schema={schema}
            initial={{}}
            submitLabel="Confirm"
            submit={(values, options) => confirmTotpAction(values, options)}
            onDone={done}
            secrets={['code']}
          >
            <TextField name="code" label="Code" autoComplete="one-time-code" autoFocus mono />
          </Form>
        </div>
      )}
    </Dialog>
  );
}
