'use client';
import { useRouter } from 'next/navigation';
import { Button } from '#components/ui/button.tsx';
import { useConfirm } from '#components/ui/use-confirm.tsx';
import { carryOut } from '../../_shell/carry-out.ts';
import { revokeSessionAction } from '../actions.ts';

/** Signs one device out. */
export function EndSession({ id, person }: { id: string; person: string }) {
  const router = useRouter();
  const [ask, dialog] = useConfirm();
  const end = (): void =>
    ask({
      title: `Sign ${person} out on this device?`,
      consequence: 'The next request from it is refused.',
      verb: 'Sign out',
      onConfirm: () => carryOut(revokeSessionAction(id), 'The device is signed out.').then(() => router.refresh()),
    });
  return (
    <>
      <Button size="small" onClick={end}>
        Sign out…
      </Button>
      {dialog}
    </>
  );
}
