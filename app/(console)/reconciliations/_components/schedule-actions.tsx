'use client';
import { useRouter } from 'next/navigation';
import { Button } from '#components/ui/button.tsx';
import { useConfirm } from '#components/ui/use-confirm.tsx';
import { carryOut } from '../../_shell/carry-out.ts';
import { deleteScheduleAction, setScheduleStatusAction } from '../actions.ts';

export interface ScheduleActionsProps {
  id: string;
  name: string;
  status: 'active' | 'paused';
  isFailing: boolean;
}

/** What can be done with a scheduled comparison. */
export function ScheduleActions({ id, name, status, isFailing }: ScheduleActionsProps) {
  const router = useRouter();
  const [ask, dialog] = useConfirm();
  const set = (next: 'active' | 'paused', done: string) => (): void => {
    void carryOut(setScheduleStatusAction(id, next), done).then(() => router.refresh());
  };
  const remove = (): void =>
    ask({
      title: `Stop comparing ${name}?`,
      consequence: 'The schedule and its admin key are forgotten. What was compared stays.',
      verb: 'Delete schedule',
      onConfirm: () => carryOut(deleteScheduleAction(id), `${name} is no longer compared by schedule.`).then(() => router.refresh()),
    });
  return (
    <>
      {status === 'active' && isFailing ? (
        <Button
          size="small"
          aria-label={`Try ${name} again`}
          onClick={set('active', `${name} is tried again within a quarter of an hour.`)}
        >
          Try again
        </Button>
      ) : null}
      {status === 'active' ? (
        <Button size="small" aria-label={`Pause ${name}`} onClick={set('paused', `${name} is paused.`)}>
          Pause
        </Button>
      ) : (
        <Button size="small" aria-label={`Resume ${name}`} onClick={set('active', `${name} goes on.`)}>
          Resume
        </Button>
      )}
      <Button size="small" aria-label={`Delete the schedule of ${name}`} onClick={remove}>
        Delete…
      </Button>
      {dialog}
    </>
  );
}
