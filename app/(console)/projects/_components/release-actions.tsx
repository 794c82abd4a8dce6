'use client';
import { Button } from '#components/ui/button.tsx';
import { useConfirm } from '#components/ui/use-confirm.tsx';
import { carryOut } from '../../_shell/carry-out.ts';
import { markReleaseFailureAction, publishReleaseAction, rollbackReleaseAction } from '../actions.ts';

export interface ReleaseActionsProps {
  id: string;
  version: string;
  status: 'draft' | 'released' | 'rolled_back';
  isFailed: boolean;
}

/** Moves a release on: a draft goes out, what went out is rolled back, or marked as failed. */
export function ReleaseActions({ id, version, status, isFailed }: ReleaseActionsProps) {
  const [ask, dialog] = useConfirm();
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
  const mark = (): void =>
    ask({
      title: isFailed ? `Did ${version} not fail?` : `Did ${version} fail?`,
      consequence: isFailed
        ? 'It no longer counts as a failed change of the project.'
        : 'It counts as a failed change of the project, from now until it is rolled back or the next release goes out.',
      verb: isFailed ? 'It did not fail' : 'It failed',
      danger: !isFailed,
      onConfirm: () =>
        carryOut(markReleaseFailureAction(id, !isFailed), isFailed ? `${version} did not fail.` : `${version} is marked as failed.`),
    });
  return (
    <>
      {isDraft ? null : (
        <Button size="small" onClick={mark}>
          {isFailed ? 'Not failed…' : 'Failed…'}
        </Button>
      )}
      {status === 'rolled_back' ? null : (
        <Button size="small" onClick={move}>
          {isDraft ? 'Release…' : 'Roll back…'}
        </Button>
      )}
      {dialog}
    </>
  );
}
