'use client';
import { useRouter } from 'next/navigation';
import { useSelection } from '#components/data-table/selection.tsx';
import { Button } from '#components/ui/button.tsx';
import { toast } from '#components/ui/toast.ts';
import { useConfirm } from '#components/ui/use-confirm.tsx';
import { decideManyAction } from '../actions.ts';

/** Decides what is selected, one after the other; what was decided meanwhile is told and left alone. */
export function BulkDecisions() {
  const { ids, clear } = useSelection();
  const [ask, dialog] = useConfirm();
  const router = useRouter();
  const count = `${ids.size} ${ids.size === 1 ? 'request' : 'requests'}`;
  const decide = async (decision: 'approve' | 'reject'): Promise<void> => {
    const { decided, failed } = await decideManyAction([...ids], decision, decision === 'reject' ? 'Rejected together with others' : '');
    router.refresh();
    if (failed.length > 0) throw new Error(`${decided} decided. ${failed.join(' ')}`);
    clear();
    toast({ tone: 'success', text: `${decided} ${decision === 'approve' ? 'approved' : 'rejected'}.` });
  };
  const question = (decision: 'approve' | 'reject'): void =>
    ask({
      title: decision === 'approve' ? `Approve ${count}?` : `Reject ${count}?`,
      consequence:
        decision === 'approve'
          ? 'Those that need no further level take effect at once.'
          : 'Who asked is told. Reject one by one to give each its own reason.',
      verb: decision === 'approve' ? `Approve ${count}` : `Reject ${count}`,
      danger: decision === 'reject',
      onConfirm: () => decide(decision),
    });
  return (
    <>
      <Button size="small" onClick={() => question('approve')}>
        Approve…
      </Button>
      <Button size="small" onClick={() => question('reject')}>
        Reject…
      </Button>
      {dialog}
    </>
  );
}
