'use client';
import { useRouter } from 'next/navigation';
import { Button } from '#components/ui/button.tsx';
import { useConfirm } from '#components/ui/use-confirm.tsx';
import { carryOut } from '../../../_shell/carry-out.ts';
import { recallBudgetAction } from '../actions.ts';

/** Takes back what is left of a loan, after a question. */
export function RecallBudgetLoan({ budgetId, loanId, borrower }: { budgetId: string; loanId: string; borrower: string }) {
  const router = useRouter();
  const [ask, dialog] = useConfirm();
  const recall = (): void =>
    ask({
      title: `Take back what ${borrower} has left?`,
      consequence: `What ${borrower} has spent or reserved of it stays there until the period ends.`,
      verb: 'Take back',
      onConfirm: () => carryOut(recallBudgetAction(budgetId, loanId), `What ${borrower} had left is back.`).then(() => router.refresh()),
    });
  return (
    <>
      <Button size="small" aria-label={`Take back from ${borrower}`} onClick={recall}>
        Take back…
      </Button>
      {dialog}
    </>
  );
}
