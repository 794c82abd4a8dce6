'use client';
import type { z } from 'zod';
import { Button } from '#components/ui/button.tsx';
import { useConfirm } from '#components/ui/use-confirm.tsx';
import type { cacheClear } from '#lib/contracts/cache.ts';
import { carryOut } from '../../_shell/carry-out.ts';
import { clearCacheAction } from '../actions.ts';

export interface ClearAnswersProps {
  /** What is cleared, as in "Clear the answers of Search?". */
  of: string;
  entries: string;
  wanted: z.input<typeof cacheClear.input>;
  label: string;
}

/** Forgets kept answers. Nothing brings them back but the calls themselves, which then cost again. */
export function ClearAnswers({ of, entries, wanted, label }: ClearAnswersProps) {
  const [ask, dialog] = useConfirm();
  const clear = (): void =>
    ask({
      title: `Clear the answers of ${of}?`,
      consequence: `${entries} are forgotten. The next call of each goes to its provider and is billed.`,
      verb: 'Clear answers',
      onConfirm: () => carryOut(clearCacheAction(wanted), `The answers of ${of} are cleared.`),
    });
  return (
    <>
      <Button size="small" onClick={clear}>
        {label}
      </Button>
      {dialog}
    </>
  );
}
