'use client';
import { useRouter } from 'next/navigation';
import { type ReactNode, useState } from 'react';
import { useOnDemand } from '#components/ui/use-on-demand.ts';
import type { Say } from './say-dialog.tsx';

const load = () => import('./say-dialog.tsx').then((module) => module.SayDialog);

/** `const [say, dialog] = useSay()`: asks for a few words and sends them; the page is read again after. */
export function useSay(): [say: (what: Say) => void, dialog: ReactNode] {
  const router = useRouter();
  const { Component, open, onOpenChange, show } = useOnDemand(load);
  const [what, setWhat] = useState<Say>();
  const say = (next: Say): void => {
    setWhat(next);
    void show();
  };
  const dialog =
    Component && what ? (
      <Component key={what.title} open={open} onOpenChange={onOpenChange} say={what} onDone={() => router.refresh()} />
    ) : null;
  return [say, dialog];
}
