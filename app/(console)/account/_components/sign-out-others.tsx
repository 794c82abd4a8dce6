'use client';
import { useRouter } from 'next/navigation';
import { Button } from '#components/ui/button.tsx';
import { useConfirm } from '#components/ui/use-confirm.tsx';
import { carryOut } from '../../_shell/carry-out.ts';
import { revokeOtherSessionsAction } from '../../settings/actions.ts';

/** Ends every session of oneself but the one that asks. */
export function SignOutOthers() {
  const router = useRouter();
  const [ask, dialog] = useConfirm();
  const ending = (): void =>
    ask({
      title: 'Sign out everywhere else?',
      consequence: 'Every other browser has to sign in again; this one stays.',
      verb: 'Sign out everywhere else',
      onConfirm: () => carryOut(revokeOtherSessionsAction(), 'All other devices are signed out.').then(() => router.refresh()),
    });
  return (
    <>
      <Button size="small" onClick={ending}>
        Sign out everywhere else…
      </Button>
      {dialog}
    </>
  );
}
