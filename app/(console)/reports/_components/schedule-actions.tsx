'use client';
import { useRouter } from 'next/navigation';
import { Button } from '#components/ui/button.tsx';
import { ButtonLink } from '#components/ui/button-link.tsx';
import { toast } from '#components/ui/toast.ts';
import { useConfirm } from '#components/ui/use-confirm.tsx';
import { carryOut } from '../../_shell/carry-out.ts';
import { deleteScheduleAction, setScheduleStatusAction } from '../actions.ts';

export interface ScheduleActionsProps {
  id: string;
  name: string;
  status: 'active' | 'paused';
}

/** What can be done with a schedule. */
export function ScheduleActions({ id, name, status }: ScheduleActionsProps) {
  const router = useRouter();
  const [ask, dialog] = useConfirm();
  const isActive = status === 'active';
  const toggle = (): void => {
    carryOut(setScheduleStatusAction(id, isActive ? 'paused' : 'active'), isActive ? `${name} is paused.` : `${name} goes on.`)
      .then(() => router.refresh())
      .catch((error: unknown) => toast({ tone: 'error', text: error instanceof Error ? error.message : String(error) }));
  };
  const remove = (): void =>
    ask({
      title: `Delete ${name}?`,
      consequence: 'Nothing more is sent, and the log of what was sent goes with it.',
      verb: 'Delete schedule',
      onConfirm: () => carryOut(deleteScheduleAction(id), `${name} is deleted.`).then(() => router.push('/reports/schedules')),
    });
  return (
    <>
      <ButtonLink size="small" href={`/reports/schedules/${id}`}>
        Edit
      </ButtonLink>
      <Button size="small" onClick={toggle}>
        {isActive ? 'Pause' : 'Resume'}
      </Button>
      <Button size="small" onClick={remove}>
        Delete…
      </Button>
      {dialog}
    </>
  );
}
