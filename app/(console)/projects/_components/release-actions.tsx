'use client';
import { Button } from '#components/ui/button.tsx';
import { useConfirm } from '#components/ui/use-confirm.tsx';
import { carryOut } from '../../_shell/carry-out.ts';
import { publishReleaseAction, rollbackReleaseAction } from '../actions.ts';

/** Moves a release on: a draft goes out, what went out is rolled back. */
export function ReleaseActions({ id, version, status }: { id: string; version: string; status: 'draft' | 'released' | 'rolled_back' }) {
  const [ask, dialog] = useConfirm();
  if (status === 'rolled_back') return null;
  const isDraft = status === 'draft';
  const move = (): void =>
    ask({
      title: isDraft ? `Release ${version}?` : `Roll ${version} back?`,
      consequence: 'It is recorded with your name and the time, and cannot be taken back.',
      verb: isDraft ? 'Release' : 'Roll back',
      danger: !isDraft,
      onConfirm: () =>
        carryOut(isDraft ? publishReleaseAction(id) : rollbackReleaseAction(id), `${version} is ${isDraft ? 'released' : 'rolled back'}.`),
    });
  return (
    <>
      <Button size="small" onClick={move}>
        {isDraft ? 'Release…' : 'Roll back…'}
      </Button>
      {dialog}
    </>
  );
}
