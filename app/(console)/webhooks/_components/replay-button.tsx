'use client';
import { useRouter } from 'next/navigation';
import { Button } from '#components/ui/button.tsx';
import { toast } from '#components/ui/toast.ts';
import { carryOut } from '../../_shell/carry-out.ts';
import { replayDeliveryAction } from '../../channels/actions.ts';

/** Sends one message again, under the id that the receiver knows it by. */
export function ReplayButton({ id }: { id: string }) {
  const router = useRouter();
  const replay = (): void => {
    carryOut(replayDeliveryAction(id), 'It is sent again.').then(
      () => router.refresh(),
      (error: unknown) => toast({ tone: 'error', text: error instanceof Error ? error.message : 'That did not work.' }),
    );
  };
  return (
    <Button size="small" onClick={replay}>
      Send again
    </Button>
  );
}
