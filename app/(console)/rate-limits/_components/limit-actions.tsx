'use client';
import { useRouter } from 'next/navigation';
import { Button } from '#components/ui/button.tsx';
import { useConfirm } from '#components/ui/use-confirm.tsx';
import { useOnDemand } from '#components/ui/use-on-demand.ts';
import { carryOut } from '../../_shell/carry-out.ts';
import { deleteRateLimitAction, setRateLimitStatusAction } from '../actions.ts';
import type { LimitRow } from './limit-words.ts';

const loadEdit = () => import('./edit-limit-dialog.tsx').then((module) => module.EditLimitDialog);

/** What can be done with a limit. */
export function LimitActions({ limit }: { limit: LimitRow }) {
  const { id, name, status } = limit;
  const router = useRouter();
  const [ask, dialog] = useConfirm();
  const edit = useOnDemand(loadEdit);
  const isActive = status === 'active';
  const toggle = (): void =>
    ask({
      title: isActive ? `Pause ${name}?` : `Put ${name} in force again?`,
      consequence: isActive
        ? 'Calls are not limited by it from 2 s on. You can put it in force again.'
        : 'Calls are limited by it from 2 s on.',
      verb: isActive ? 'Pause limit' : 'Put in force',
      danger: isActive,
      onConfirm: () =>
        carryOut(
          setRateLimitStatusAction(id, isActive ? 'paused' : 'active'),
          isActive ? `${name} is paused.` : `${name} is in force.`,
        ).then(() => router.refresh()),
    });
  const remove = (): void =>
    ask({
      title: `Delete ${name}?`,
      consequence: 'Calls are not limited by it from 2 s on. The audit log keeps what it was.',
      verb: 'Delete limit',
      onConfirm: () => carryOut(deleteRateLimitAction(id), `${name} is deleted.`).then(() => router.refresh()),
    });
  return (
    <>
      <Button size="small" aria-label={`Edit ${name}`} onPointerEnter={edit.hint} onFocus={edit.hint} onClick={() => void edit.show()}>
        Edit…
      </Button>
      <Button size="small" aria-label={`${isActive ? 'Pause' : 'Resume'} ${name}`} onClick={toggle}>
        {isActive ? 'Pause…' : 'Resume…'}
      </Button>
      <Button size="small" aria-label={`Delete ${name}`} onClick={remove}>
        Delete…
      </Button>
      {dialog}
      {edit.Component ? <edit.Component open={edit.open} onOpenChange={edit.onOpenChange} limit={limit} /> : null}
    </>
  );
}
