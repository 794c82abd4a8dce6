'use client';
import { Button } from '#components/ui/button.tsx';
import { useConfirm } from '#components/ui/use-confirm.tsx';
import { carryOut } from '../../_shell/carry-out.ts';
import { startJobRunAction } from '../actions.ts';

/** Runs a scheduled function now. */
export function StartJob({ id }: { id: string }) {
  const [ask, dialog] = useConfirm();
  const start = (): void =>
    ask({
      title: `Run ${id} now?`,
      consequence: 'It does what it does by its schedule, for the whole installation.',
      verb: 'Run',
      danger: false,
      onConfirm: () => carryOut(startJobRunAction(id), 'The run waits for its turn.'),
    });
  return (
    <>
      <Button size="small" onClick={start}>
        Run now…
      </Button>
      {dialog}
    </>
  );
}
