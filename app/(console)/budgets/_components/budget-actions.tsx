'use client';
import { Button } from '#components/ui/button.tsx';
import { useConfirm } from '#components/ui/use-confirm.tsx';
import { carryOut } from '../../_shell/carry-out.ts';
import { archiveBudgetAction, restoreBudgetAction } from '../actions.ts';

export interface BudgetActionsProps {
  id: string;
  name: string;
  isArchived: boolean;
  /** Whether it refuses calls today; then archiving lets them through. */
  refuses: boolean;
}

/** Archive and restore. Money is never shown as changed before the server has answered. */
export function BudgetActions({ id, name, isArchived, refuses }: BudgetActionsProps) {
  const [ask, dialog] = useConfirm();
  const archive = (): void =>
    ask({
      title: `Archive ${name}?`,
      consequence: refuses
        ? 'It refuses calls now. Within 2 s they are served again, as far as no other budget refuses them. Its history stays.'
        : 'It limits nothing any more within 2 s. Its history stays, and you can restore it.',
      verb: 'Archive budget',
      onConfirm: () => carryOut(archiveBudgetAction(id), `${name} is archived.`),
    });
  const restore = (): void =>
    ask({
      title: `Restore ${name}?`,
      consequence: 'It starts with what its scope has spent in the period, and may refuse calls within 2 s.',
      verb: 'Restore budget',
      danger: false,
      onConfirm: () => carryOut(restoreBudgetAction(id), `${name} is back.`),
    });
  return (
    <>
      {isArchived ? <Button onClick={restore}>Restore…</Button> : <Button onClick={archive}>Archive…</Button>}
      {dialog}
    </>
  );
}
