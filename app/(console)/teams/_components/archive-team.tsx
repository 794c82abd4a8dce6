'use client';
import { useRouter } from 'next/navigation';
import { Button } from '#components/ui/button.tsx';
import { useConfirm } from '#components/ui/use-confirm.tsx';
import { carryOut } from '../../_shell/carry-out.ts';
import { archiveTeamAction, restoreTeamAction } from '../actions.ts';

export interface ArchiveTeamProps {
  id: string;
  name: string;
  archived: boolean;
}

/** Puts a team away, or brings it back. What it spent stays in every sum. */
export function ArchiveTeam({ id, name, archived }: ArchiveTeamProps) {
  const router = useRouter();
  const [ask, dialog] = useConfirm();
  const archive = (): void =>
    ask({
      title: `Archive ${name}?`,
      consequence: 'Its keys stop within 2 s. Its members and what it spent are kept; you can restore it.',
      verb: 'Archive team',
      onConfirm: () => carryOut(archiveTeamAction(id), `${name} is archived.`).then(() => router.refresh()),
    });
  const restore = (): void =>
    ask({
      title: `Restore ${name}?`,
      consequence: 'Its keys stay disabled until somebody enables them.',
      verb: 'Restore team',
      danger: false,
      onConfirm: () => carryOut(restoreTeamAction(id), `${name} is back.`).then(() => router.refresh()),
    });
  return (
    <>
      <Button onClick={archived ? restore : archive}>{archived ? 'Restore team…' : 'Archive team…'}</Button>
      {dialog}
    </>
  );
}
