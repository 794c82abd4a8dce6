'use client';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { Button } from '#components/ui/button.tsx';
import type { ComboboxOption } from '#components/ui/combobox.tsx';
import { useConfirm } from '#components/ui/use-confirm.tsx';
import { useOnDemand } from '#components/ui/use-on-demand.ts';
import { carryOut } from '../../_shell/carry-out.ts';
import { cancelAction } from '../actions.ts';
import type { ApprovalRow } from './approval-words.ts';

const loadDecide = () => import('./decide-dialog.tsx').then((module) => module.DecideDialog);
const loadHandOver = () => import('./hand-over-dialog.tsx').then((module) => module.HandOverDialog);
const loadCollect = () => import('./collect-dialog.tsx').then((module) => module.CollectDialog);

/** What the reader can do with an approval. Nothing is shown as decided before the server has answered. */
export function ApprovalActions({ approval, people }: { approval: ApprovalRow; people: readonly ComboboxOption[] }) {
  const [ask, dialog] = useConfirm();
  const [decision, setDecision] = useState<'approve' | 'reject'>('approve');
  const decide = useOnDemand(loadDecide);
  const handOver = useOnDemand(loadHandOver);
  const collect = useOnDemand(loadCollect);
  const router = useRouter();
  const cancel = (): void =>
    ask({
      title: 'Take this request back?',
      consequence: 'Nobody decides about it any more. You can ask again.',
      verb: 'Take back',
      onConfirm: async () => {
        await carryOut(cancelAction(approval.id), 'The request is taken back.');
        router.refresh();
      },
    });
  const open = (next: 'approve' | 'reject'): void => {
    setDecision(next);
    void decide.show();
  };
  return (
    <>
      {approval.can_decide ? (
        <>
          <Button size="small" onPointerEnter={decide.hint} onFocus={decide.hint} onClick={() => open('reject')}>
            Reject…
          </Button>
          {people.length === 0 ? null : (
            <Button size="small" onPointerEnter={handOver.hint} onFocus={handOver.hint} onClick={() => void handOver.show()}>
              Hand over…
            </Button>
          )}
          <Button size="small" variant="primary" onPointerEnter={decide.hint} onFocus={decide.hint} onClick={() => open('approve')}>
            Approve…
          </Button>
        </>
      ) : null}
      {approval.can_cancel ? (
        <Button size="small" onClick={cancel}>
          Take back…
        </Button>
      ) : null}
      {approval.can_collect ? (
        <Button size="small" variant="primary" onPointerEnter={collect.hint} onFocus={collect.hint} onClick={() => void collect.show()}>
          Take the key…
        </Button>
      ) : null}
      {dialog}
      {decide.Component ? (
        <decide.Component key={decision} open={decide.open} onOpenChange={decide.onOpenChange} approval={approval} decision={decision} />
      ) : null}
      {handOver.Component ? (
        <handOver.Component open={handOver.open} onOpenChange={handOver.onOpenChange} id={approval.id} people={people} />
      ) : null}
      {collect.Component ? (
        <collect.Component open={collect.open} onOpenChange={collect.onOpenChange} id={approval.id} title={approval.title} />
      ) : null}
    </>
  );
}
