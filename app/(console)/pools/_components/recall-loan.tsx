'use client';
import { Button } from '#components/ui/button.tsx';
import { useConfirm } from '#components/ui/use-confirm.tsx';
import { carryOut } from '../../_shell/carry-out.ts';
import { recallConnectionAction } from '../actions.ts';

/** Ends a loan, after a question. */
export function RecallLoan({
  connectionId,
  loanId,
  borrower,
  name,
}: {
  connectionId: string;
  loanId: string;
  borrower: string;
  name: string;
}) {
  const [ask, dialog] = useConfirm();
  const recall = (): void =>
    ask({
      title: `End the loan to ${borrower}?`,
      consequence: `Their calls stop reaching ${name} within 2 s.`,
      verb: 'End loan',
      onConfirm: () => carryOut(recallConnectionAction(connectionId, loanId), `${borrower} does not reach ${name} any more.`),
    });
  return (
    <>
      <Button size="small" aria-label={`End the loan to ${borrower}`} onClick={recall}>
        End…
      </Button>
      {dialog}
    </>
  );
}
