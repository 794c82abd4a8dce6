'use client';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { withStepUp } from '#components/step-up/step-up.ts';
import { Button } from '#components/ui/button.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import type { Surface } from '#components/ui/use-on-demand.ts';
import { renewRecoveryCodesAction } from '../actions.ts';
import { RecoveryCodes } from './recovery-codes.tsx';

/** Asks before the former codes stop working, then shows the new ones. */
export function NewCodesDialog({ open, onOpenChange }: Surface) {
  const router = useRouter();
  const [codes, setCodes] = useState<readonly string[]>([]);
  const [failure, setFailure] = useState<string>();
  const [busy, setBusy] = useState(false);
  const close = (): void => {
    onOpenChange(false);
    setCodes([]);
    router.refresh();
  };
  const renew = async (): Promise<void> => {
    setBusy(true);
    setFailure(undefined);
    const { data, problem } = await withStepUp(renewRecoveryCodesAction);
    setBusy(false);
    if (problem === undefined) setCodes(data.recovery_code_secrets);
    else setFailure(problem.detail);
  };
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => (next ? onOpenChange(true) : close())}
      title={codes.length > 0 ? 'Store your recovery codes' : 'Make new recovery codes?'}
      width="small"
      dismissible={!busy && codes.length === 0}
    >
      {codes.length > 0 ? (
        <RecoveryCodes codes={codes} onStored={close} />
      ) : (
        <div className="flex flex-col gap-4">
          <p className="text-body text-second">The codes you have stop working at once.</p>
          <p role="alert" className="text-control text-danger-text empty:hidden">
            {failure}
          </p>
          <Button variant="primary" busy={busy} onClick={() => void renew()}>
            Make new codes
          </Button>
        </div>
      )}
    </Dialog>
  );
}
