'use client';
import { type ReactNode, useCallback, useState } from 'react';
import type { ConfirmQuestion } from './confirm-dialog.tsx';
import { useOnDemand } from './use-on-demand.ts';

const load = () => import('./confirm-dialog.tsx').then((module) => module.ConfirmDialog);

interface Asked extends ConfirmQuestion {
  onConfirm: () => Promise<void> | void;
}

/**
 * `const [ask, dialog] = useConfirm()`: call `ask({…, onConfirm})` from a menu or button and render `dialog` anywhere.
 * The dialog's code is fetched when it is first asked for.
 */
export function useConfirm(): [ask: (question: Asked) => void, dialog: ReactNode] {
  const { Component, open, onOpenChange, show } = useOnDemand(load);
  const [question, setQuestion] = useState<Asked>();
  const ask = useCallback(
    (next: Asked) => {
      setQuestion(next);
      void show();
    },
    [show],
  );
  const dialog = Component && question ? <Component key={question.title} open={open} onOpenChange={onOpenChange} {...question} /> : null;
  return [ask, dialog];
}
