'use client';
import { useRouter } from 'next/navigation';
import { useEffect } from 'react';
import { Button } from '#components/ui/button.tsx';
import { useConfirm } from '#components/ui/use-confirm.tsx';
import { carryOut } from '../../_shell/carry-out.ts';
import { changeRerateAction } from '../actions.ts';
import type { RerateRow } from './rerate-words.ts';

/** How often a page looks again while the job works. */
const lookAgainMs = 3000;

export interface RerateActionsProps {
  rerate: Pick<RerateRow, 'id' | 'state' | 'changed' | 'booked_events' | 'undo_of_id'>;
  /** The difference, written for the reader. */
  difference: string;
}

/** Start, cancel, take back; and looking again while it is computed or booked. */
export function RerateActions({ rerate, difference }: RerateActionsProps) {
  const [ask, dialog] = useConfirm();
  const router = useRouter();
  const { id, state } = rerate;
  const isWorking = state === 'previewing' || state === 'running';
  useEffect(() => {
    if (!isWorking) return;
    const timer = setInterval(() => router.refresh(), lookAgainMs);
    return () => clearInterval(timer);
  }, [isWorking, router]);
  const start = (): void =>
    ask({
      title: 'Book the difference?',
      consequence: `${difference} is booked over ${rerate.changed} calls, in the budget periods in which they were made. The calls stay as they are; it can be taken back.`,
      ...{ verb: 'Start', danger: false },
      onConfirm: () => carryOut(changeRerateAction(id, 'start'), 'It is being booked.'),
    });
  const cancel = (): void =>
    ask({
      title: 'Stop this re-rating?',
      consequence: 'What it has booked stays, and can be taken back.',
      verb: 'Stop',
      onConfirm: () => carryOut(changeRerateAction(id, 'cancel'), 'It is stopped.'),
    });
  const undo = (): void =>
    ask({
      title: 'Take it back?',
      consequence: 'The opposite is prepared as a re-rating of its own, for you to look at and start.',
      ...{ verb: 'Prepare', danger: false },
      onConfirm: async () => {
        const done = changeRerateAction(id, 'undo');
        await carryOut(done, 'It is being computed.');
        const { data } = await done;
        if (data !== undefined) router.push(`/models/rerates/${data.id}`);
      },
    });
  const isOver = state === 'done' || state === 'cancelled' || state === 'failed';
  return (
    <span className="flex flex-wrap gap-1">
      {state === 'previewed' && rerate.changed > 0 ? (
        <Button variant="primary" onClick={start}>
          Start…
        </Button>
      ) : null}
      {isWorking || state === 'previewed' ? <Button onClick={cancel}>Stop…</Button> : null}
      {isOver && rerate.booked_events > 0 && rerate.undo_of_id === null ? <Button onClick={undo}>Take back…</Button> : null}
      {dialog}
    </span>
  );
}
