'use client';
import { Button } from '#components/ui/button.tsx';
import { useConfirm } from '#components/ui/use-confirm.tsx';
import { carryOut } from '../../_shell/carry-out.ts';
import { archiveAllocationAction } from '../actions.ts';

/** Ends a rule for good, after asking. */
export function EndAllocation({ id, name }: { id: string; name: string }) {
  const [ask, dialog] = useConfirm();
  const end = (): void =>
    ask({
      title: `End the split of ${name}?`,
      consequence: 'New calls are charged to the cost center around it. Calls that were split stay so.',
      verb: 'End rule',
      onConfirm: () => carryOut(archiveAllocationAction(id), 'The rule has ended.'),
    });
  return (
    <>
      <Button size="small" onClick={end}>
        End…
      </Button>
      {dialog}
    </>
  );
}
