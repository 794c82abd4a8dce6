'use client';
import { useRouter } from 'next/navigation';
import { Button } from '#components/ui/button.tsx';
import { useConfirm } from '#components/ui/use-confirm.tsx';
import { useOnDemand } from '#components/ui/use-on-demand.ts';
import { carryOut } from '../../_shell/carry-out.ts';
import { applyAction, reopenAction, undoAction } from '../actions.ts';
import type { RecommendationRow } from './recommendation-columns.tsx';

const loadDismiss = () => import('./dismiss-dialog.tsx').then((module) => module.DismissDialog);

/** What can be done with it, as far as it has come. `blocked` says why one click would not do now. */
export function RecommendationActions({ row, blocked }: { row: RecommendationRow; blocked: boolean }) {
  const [ask, dialog] = useConfirm();
  const dismiss = useOnDemand(loadDismiss);
  const router = useRouter();
  const { id, state, can_apply: canApply, can_undo: canUndo } = row;
  const apply = (): void =>
    ask({
      title: canApply ? 'Apply this recommendation?' : 'Is it done?',
      consequence: canApply
        ? 'What stands under “One click would” is carried out with your own rights. It can be undone here, and later calls show what it saved.'
        : 'Nothing is changed for you; later calls show what it saved.',
      verb: canApply ? 'Apply' : 'It is done',
      danger: false,
      onConfirm: async () => {
        await carryOut(() => applyAction(id), canApply ? 'Applied. You can undo it in the recommendation.' : 'Noted.');
        router.refresh();
      },
    });
  const undo = (): void =>
    ask({
      title: 'Undo it?',
      consequence: 'What held before holds again within two seconds.',
      verb: 'Undo',
      onConfirm: async () => {
        await carryOut(() => undoAction(id), 'Undone.');
        router.refresh();
      },
    });
  const reopen = (): void =>
    ask({
      title: 'Open it again?',
      consequence: 'It is in the list of open ones again.',
      verb: 'Open again',
      danger: false,
      onConfirm: async () => {
        await carryOut(() => reopenAction(id), 'Open again.');
        router.refresh();
      },
    });
  return (
    <>
      {canUndo ? (
        <Button size="small" onClick={undo}>
          Undo…
        </Button>
      ) : null}
      {state === 'dismissed' || state === 'undone' ? (
        <Button size="small" onClick={reopen}>
          Open again…
        </Button>
      ) : null}
      {state === 'open' ? (
        <Button size="small" onPointerEnter={dismiss.hint} onFocus={dismiss.hint} onClick={() => void dismiss.show()}>
          Dismiss…
        </Button>
      ) : null}
      {state === 'open' && !blocked ? (
        <Button size="small" variant="primary" onClick={apply}>
          {canApply ? 'Apply…' : 'Mark as done…'}
        </Button>
      ) : null}
      {dialog}
      {dismiss.Component ? <dismiss.Component open={dismiss.open} onOpenChange={dismiss.onOpenChange} id={id} /> : null}
    </>
  );
}
