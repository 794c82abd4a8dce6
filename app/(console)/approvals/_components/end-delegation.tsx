'use client';
import { useRouter } from 'next/navigation';
import { Button } from '#components/ui/button.tsx';
import { useConfirm } from '#components/ui/use-confirm.tsx';
import { carryOut } from '../../_shell/carry-out.ts';
import { revokeDelegationAction } from '../actions.ts';

/** Ends a delegation before its time. */
export function EndDelegation({ id }: { id: string }) {
  const [ask, dialog] = useConfirm();
  const router = useRouter();
  const end = (): void =>
    ask({
      title: 'End this delegation?',
      consequence: 'From now on only the approver decides. What was decided stays.',
      verb: 'End delegation',
      onConfirm: async () => {
        await carryOut(revokeDelegationAction(id), 'The delegation is ended.');
        router.refresh();
      },
    });
  return (
    <>
      <Button size="small" onClick={end}>
        End…
      </Button>
      {dialog}
    </>
  );
}
