'use client';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { withStepUp } from '#components/step-up/step-up.ts';
import { Button } from '#components/ui/button.tsx';
import { SecretReveal } from '#components/ui/secret-reveal.tsx';
import { useConfirm } from '#components/ui/use-confirm.tsx';
import { carryOut } from '../../_shell/carry-out.ts';
import { deactivateUserAction, reactivateUserAction, resetFactorsAction, resetPasswordAction } from '../actions.ts';

export interface PersonActionsProps {
  id: string;
  name: string;
  status: 'active' | 'deactivated';
}

/** What an administrator can do with somebody's access. */
export function PersonActions({ id, name, status }: PersonActionsProps) {
  const router = useRouter();
  const [ask, dialog] = useConfirm();
  const [password, setPassword] = useState<string>();
  const deactivate = (): void =>
    ask({
      title: `Deactivate ${name}?`,
      consequence: 'Their sessions end and their own keys stop within 2 s. What they used stays charged as it is.',
      verb: 'Deactivate',
      onConfirm: () => carryOut(deactivateUserAction(id), `${name} is deactivated.`).then(() => router.refresh()),
    });
  const reactivate = (): void =>
    ask({
      title: `Let ${name} sign in again?`,
      consequence: 'Their keys stay disabled until somebody enables them.',
      verb: 'Reactivate',
      danger: false,
      onConfirm: () => carryOut(reactivateUserAction(id), `${name} can sign in again.`).then(() => router.refresh()),
    });
  const reset = (): void =>
    ask({
      title: `Reset the password of ${name}?`,
      consequence: 'They are signed out everywhere, their API tokens end, and they get a temporary password that works for 7 days.',
      verb: 'Reset password',
      onConfirm: async () => {
        const { data, problem } = await withStepUp(() => resetPasswordAction(id));
        if (problem !== undefined) throw new Error(`${problem.detail} (${problem.request_id})`);
        setPassword(data.temporary_password);
      },
    });
  const resetFactors = (): void =>
    ask({
      title: `Take away the second factors of ${name}?`,
      consequence:
        'For somebody who lost them. They are signed out everywhere, their API tokens end, and the password alone suffices until they set up another.',
      verb: 'Take away',
      onConfirm: () => carryOut(() => resetFactorsAction(id), `${name} has no second factor any more.`).then(() => router.refresh()),
    });
  if (password !== undefined) {
    return (
      <SecretReveal label={`Temporary password of ${name}`} secret={password} envName="PASSWORD" onStored={() => setPassword(undefined)} />
    );
  }
  return (
    <>
      {status === 'active' ? (
        <>
          <Button size="small" onClick={reset}>
            Reset password…
          </Button>
          <Button size="small" onClick={resetFactors}>
            Reset factors…
          </Button>
          <Button size="small" onClick={deactivate}>
            Deactivate…
          </Button>
        </>
      ) : (
        <Button size="small" onClick={reactivate}>
          Reactivate…
        </Button>
      )}
      {dialog}
    </>
  );
}
