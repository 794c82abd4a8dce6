'use client';
import { Button } from '#components/ui/button.tsx';
import { useConfirm } from '#components/ui/use-confirm.tsx';
import { carryOut } from '../../_shell/carry-out.ts';
import { applyEvidenceAction } from '../actions.ts';

/** Books what the comparison proves; asks first, because it moves budgets. */
export function ApplyEvidence({ id, calls, credit }: { id: string; calls: number; credit: string }) {
  const [ask, dialog] = useConfirm();
  const apply = (): void =>
    ask({
      title: `Book ${credit} back?`,
      consequence: `${calls} calls whose end nobody saw get the cost that the provider's figures prove. Sums, ledger and budgets follow at once; the audit log keeps it.`,
      verb: 'Book evidence',
      danger: false,
      onConfirm: () => carryOut(applyEvidenceAction(id), `${credit} is booked back.`),
    });
  return (
    <>
      <Button size="small" onClick={apply}>
        Book evidence…
      </Button>
      {dialog}
    </>
  );
}
