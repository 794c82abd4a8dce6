'use client';
import { useRouter } from 'next/navigation';
import { Button } from '#components/ui/button.tsx';
import { useConfirm } from '#components/ui/use-confirm.tsx';
import { carryOut } from '../../../_shell/carry-out.ts';
import { revokeBiTokenAction } from '../actions.ts';

/** Ends a token for good. */
export function RevokeBiToken({ id, name }: { id: string; name: string }) {
  const router = useRouter();
  const [ask, dialog] = useConfirm();
  const revoke = (): void =>
    ask({
      title: `Revoke ${name}?`,
      consequence: 'The next statement of the tool that has it sees no rows. It cannot be brought back; the tool needs another.',
      verb: 'Revoke BI token',
      onConfirm: () => carryOut(revokeBiTokenAction(id), `${name} is revoked.`).then(() => router.refresh()),
    });
  return (
    <>
      <Button size="small" onClick={revoke}>
        Revoke…
      </Button>
      {dialog}
    </>
  );
}
