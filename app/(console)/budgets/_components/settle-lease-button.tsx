'use client';
import { Button } from '#components/ui/button.tsx';
import { OnDemand } from '#components/ui/on-demand.tsx';
import type { SettleLeaseDialogProps } from './settle-lease-dialog.tsx';

const load = () => import('./settle-lease-dialog.tsx').then((module) => module.SettleLeaseDialog);

/** Opens the question; its form is fetched when somebody reaches for it. */
export function SettleLeaseButton(props: Omit<SettleLeaseDialogProps, 'open' | 'onOpenChange'>) {
  return (
    <OnDemand load={load} with={props}>
      {(show, near) => (
        <Button size="small" {...near} onClick={show}>
          Settle…
        </Button>
      )}
    </OnDemand>
  );
}
