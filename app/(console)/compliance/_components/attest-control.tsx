'use client';
import { Button } from '#components/ui/button.tsx';
import { useConfirm } from '#components/ui/use-confirm.tsx';
import { useOnDemand } from '#components/ui/use-on-demand.ts';
import { carryOut } from '../../_shell/carry-out.ts';
import { revokeAttestationAction } from '../actions.ts';

const loadDialog = () => import('./attest-dialog.tsx').then((module) => module.AttestDialog);

export interface AttestControlProps {
  framework: string;
  controlRef: string;
  /** The one that the last audit counted. */
  attestationId: string | null;
}

/** Vouches for a control, or takes that back. */
export function AttestControl({ framework, controlRef, attestationId }: AttestControlProps) {
  const [ask, dialog] = useConfirm();
  const attest = useOnDemand(loadDialog);
  const revoke = (id: string): void =>
    ask({
      title: 'Take the attestation back?',
      consequence: 'From the next audit on the control needs a person again.',
      verb: 'Take back',
      onConfirm: () => carryOut(revokeAttestationAction(id), 'Taken back.'),
    });
  return (
    <>
      {attestationId === null ? null : (
        <Button size="small" onClick={() => revoke(attestationId)}>
          Take back…
        </Button>
      )}
      <Button size="small" variant="primary" onPointerEnter={attest.hint} onFocus={attest.hint} onClick={() => void attest.show()}>
        Attest…
      </Button>
      {dialog}
      {attest.Component ? (
        <attest.Component open={attest.open} onOpenChange={attest.onOpenChange} framework={framework} controlRef={controlRef} />
      ) : null}
    </>
  );
}
