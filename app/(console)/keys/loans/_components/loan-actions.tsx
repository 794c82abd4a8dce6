'use client';
import { Button } from '#components/ui/button.tsx';
import { useConfirm } from '#components/ui/use-confirm.tsx';
import { useOnDemand } from '#components/ui/use-on-demand.ts';
import { carryOut } from '../../../_shell/carry-out.ts';
import { recallKeyAction } from '../actions.ts';

export interface LoanActionsProps {
  loan: {
    readonly id: string;
    readonly key_id: string;
    readonly key_name: string;
    readonly borrower_name: string;
    readonly issued_at: string | null;
    readonly can_take: boolean;
  };
  canEnd: boolean;
}

const load = () => import('./take-secret-dialog.tsx').then((module) => module.TakeSecretDialog);

/** The borrower takes the secret, the lender ends the loan. */
export function LoanActions({ loan, canEnd }: LoanActionsProps) {
  const { borrower_name: borrower, key_name: name } = loan;
  const [ask, dialog] = useConfirm();
  const take = useOnDemand(load);
  const recall = (): void =>
    ask({
      title: `End the loan to ${borrower}?`,
      consequence: `Their calls with ${name} are refused within 2 s.`,
      verb: 'End loan',
      onConfirm: () => carryOut(recallKeyAction(loan.key_id, loan.id), `${borrower} does not call with ${name} any more.`),
    });
  return (
    <span className="flex shrink-0 gap-2">
      {loan.can_take ? (
        <Button
          size="small"
          aria-label={`Take the secret of ${name} for ${borrower}`}
          onPointerEnter={take.hint}
          onFocus={take.hint}
          onClick={() => void take.show()}
        >
          {loan.issued_at === null ? 'Take secret…' : 'New secret…'}
        </Button>
      ) : null}
      {canEnd ? (
        <Button size="small" aria-label={`End the loan of ${name} to ${borrower}`} onClick={recall}>
          End…
        </Button>
      ) : null}
      {dialog}
      {take.Component ? <take.Component open={take.open} onOpenChange={take.onOpenChange} loan={loan} /> : null}
    </span>
  );
}
