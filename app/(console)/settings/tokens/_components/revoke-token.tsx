'use client';
import { useRouter } from 'next/navigation';
import { Button } from '#components/ui/button.tsx';
import { useConfirm } from '#components/ui/use-confirm.tsx';
import { carryOut } from '../../../_shell/carry-out.ts';
import { revokeTokenAction } from '../actions.ts';

/** Ends a token for good. */
export function RevokeToken({ id, name }: { id: string; name: string }) {
  const router = useRouter();
  const [ask, dialog] = useConfirm();
  const revoke = (): void =>
    ask({
      title: `Revoke ${name}?`,
      consequence: 'The next request with it is refused. It cannot be brought back; programs that use it need another.',
      verb: 'Revoke token',
      onConfirm: () => carryOut(revokeTokenAction(id), `${name} is revoked.`).then(() => router.refresh()),
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
