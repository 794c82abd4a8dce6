'use client';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { Button } from '#components/ui/button.tsx';
import { toast } from '#components/ui/toast.ts';
import { carryOut } from '../../_shell/carry-out.ts';
import { retryDeliveryAction } from '../actions.ts';

/** Sends one report to one recipient again. */
export function RetryDelivery({ scheduleId, id, recipient }: { scheduleId: string; id: string; recipient: string }) {
  const router = useRouter();
  const [busy, setBusy] = useState(false);
  const retry = (): void => {
    setBusy(true);
    carryOut(retryDeliveryAction(scheduleId, id), `The report for ${recipient} is sent again.`)
      .catch((error: unknown) => toast({ tone: 'error', text: error instanceof Error ? error.message : String(error) }))
      .finally(() => {
        setBusy(false);
        router.refresh();
      });
  };
  return (
    <Button size="small" busy={busy} onClick={retry} aria-label={`Send again to ${recipient}`}>
      Send again
    </Button>
  );
}
