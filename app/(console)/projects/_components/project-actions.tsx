'use client';
import { Button } from '#components/ui/button.tsx';
import { useConfirm } from '#components/ui/use-confirm.tsx';
import { carryOut } from '../../_shell/carry-out.ts';
import { archiveProjectAction, restoreProjectAction } from '../actions.ts';

/** Archives a project or brings it back; calls of its keys stop and go on with it. */
export function ProjectActions({ id, name, isArchived }: { id: string; name: string; isArchived: boolean }) {
  const [ask, dialog] = useConfirm();
  const archive = (): void =>
    ask({
      title: `Archive ${name}?`,
      consequence: 'Keys bound to it stop within 2 s. Its history stays, and it can be restored.',
      verb: 'Archive project',
      onConfirm: () => carryOut(archiveProjectAction(id), `${name} is archived.`),
    });
  const restore = (): void =>
    ask({
      title: `Restore ${name}?`,
      consequence: 'Keys bound to it can spend again.',
      verb: 'Restore project',
      danger: false,
      onConfirm: () => carryOut(restoreProjectAction(id), `${name} is back.`),
    });
  return (
    <>
      <Button size="small" onClick={isArchived ? restore : archive}>
        {isArchived ? 'Restore…' : 'Archive…'}
      </Button>
      {dialog}
    </>
  );
}
