'use client';
import { useCallback, useEffect, useRef } from 'react';
import { onStepUp } from '#components/step-up/step-up.ts';
import { useOnDemand } from '#components/ui/use-on-demand.ts';

const load = () => import('./step-up-dialog.tsx').then((module) => module.StepUpDialog);

/** Asks for a proof of who somebody is wherever in the console dangerous work wants one; the dialog comes with the first. */
export function StepUpHost() {
  const { Component, open, onOpenChange, show } = useOnDemand(load);
  const settle = useRef<(proven: boolean) => void>(undefined);
  useEffect(
    () =>
      onStepUp(
        () =>
          new Promise<boolean>((resolve) => {
            settle.current?.(false);
            settle.current = resolve;
            void show();
          }),
      ),
    [show],
  );
  const end = useCallback(
    (proven: boolean) => {
      settle.current?.(proven);
      settle.current = undefined;
      onOpenChange(false);
    },
    [onOpenChange],
  );
  return Component ? (
    <Component open={open} onOpenChange={(next) => (next ? onOpenChange(true) : end(false))} onProven={() => end(true)} />
  ) : null;
}
