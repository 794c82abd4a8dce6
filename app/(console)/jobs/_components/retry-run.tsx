'use client';
import { Button } from '#components/ui/button.tsx';
import { useConfirm } from '#components/ui/use-confirm.tsx';
import { carryOut } from '../../_shell/carry-out.ts';
import { retryJobRunAction } from '../actions.ts';

/** Begins a failed run again. */
export function RetryRun({ id }: { id: string }) {
  const [ask, dialog] = useConfirm();
  const retry = (): void =>
    ask({
      title: 'Begin this run again?',
      consequence: 'It goes on after its last finished step; what that has done is not done twice.',
      verb: 'Retry',
      danger: false,
      onConfirm: () => carryOut(retryJobRunAction(id), 'The run waits for its turn.'),
    });
  return (
    <>
      <Button size="small" onClick={retry}>
        Retry…
      </Button>
      {dialog}
    </>
  );
}
