'use client';
import { useRouter } from 'next/navigation';
import { Button } from '#components/ui/button.tsx';
import { useConfirm } from '#components/ui/use-confirm.tsx';
import { carryOut } from '../../_shell/carry-out.ts';
import { deleteAuditTargetAction, setAuditTargetStatusAction } from '../actions.ts';

export interface TargetActionsProps {
  id: string;
  name: string;
  status: 'active' | 'paused';
}

/** What can be done with a target. */
export function TargetActions({ id, name, status }: TargetActionsProps) {
  const router = useRouter();
  const [ask, dialog] = useConfirm();
  const isActive = status === 'active';
  const toggle = (): void => {
    void carryOut(
      setAuditTargetStatusAction(id, isActive ? 'paused' : 'active'),
      isActive ? `${name} is paused.` : `${name} goes on.`,
    ).then(() => router.refresh());
  };
  const remove = (): void =>
    ask({
      title: `Delete ${name}?`,
      consequence: 'Nothing more is sent there. What was sent stays where it is.',
      verb: 'Delete target',
      onConfirm: () => carryOut(deleteAuditTargetAction(id), `${name} is deleted.`).then(() => router.refresh()),
    });
  return (
    <>
      <Button size="small" aria-label={`${isActive ? 'Pause' : 'Resume'} ${name}`} onClick={toggle}>
        {isActive ? 'Pause' : 'Resume'}
      </Button>
      <Button size="small" aria-label={`Delete ${name}`} onClick={remove}>
        Delete…
      </Button>
      {dialog}
    </>
  );
}
