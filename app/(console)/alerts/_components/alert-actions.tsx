'use client';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { Button } from '#components/ui/button.tsx';
import { toast } from '#components/ui/toast.ts';
import { useOnDemand } from '#components/ui/use-on-demand.ts';
import { carryOut } from '../../_shell/carry-out.ts';
import { answerAlertAction } from '../actions.ts';
import type { AlertRow } from './alert-columns.tsx';
import type { AlertAnswer } from './answer-dialog.tsx';

const loadAnswer = () => import('./answer-dialog.tsx').then((module) => module.AnswerDialog);

/** Acknowledge with one click, as whoever is woken wants it; everything with a note besides. */
export function AlertActions({ id, state }: Pick<AlertRow, 'id' | 'state'>) {
  const router = useRouter();
  const dialog = useOnDemand(loadAnswer);
  const [answer, setAnswer] = useState<AlertAnswer>('acknowledge');
  const ask = (wanted: AlertAnswer): void => {
    setAnswer(wanted);
    void dialog.show();
  };
  const acknowledge = (): void => {
    carryOut(answerAlertAction('acknowledge', { alert_id: id }), 'Acknowledged: it does not escalate.').then(
      () => router.refresh(),
      (error: unknown) => toast({ tone: 'error', text: error instanceof Error ? error.message : 'That did not work.' }),
    );
  };
  if (state === 'resolved') return null;
  const near = { onPointerEnter: dialog.hint, onFocus: dialog.hint };
  return (
    <>
      {state === 'open' ? (
        <>
          <Button size="small" onClick={acknowledge}>
            Acknowledge
          </Button>
          <Button size="small" {...near} onClick={() => ask('acknowledge')}>
            With a note…
          </Button>
        </>
      ) : null}
      <Button size="small" {...near} onClick={() => ask('snooze')}>
        Snooze…
      </Button>
      <Button size="small" {...near} onClick={() => ask('resolve')}>
        Resolve…
      </Button>
      {dialog.Component ? (
        <dialog.Component key={answer} open={dialog.open} onOpenChange={dialog.onOpenChange} id={id} answer={answer} />
      ) : null}
    </>
  );
}
