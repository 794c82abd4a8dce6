'use client';
import { useRouter } from 'next/navigation';
import { Button } from '#components/ui/button.tsx';
import { toast } from '#components/ui/toast.ts';
import { useConfirm } from '#components/ui/use-confirm.tsx';
import { carryOut } from '../../_shell/carry-out.ts';
import { dismissAnomalyAction, feedbackAction } from '../actions.ts';

/** Say whether it was useful, or dismiss it. */
export function AnomalyActions({ id }: { id: string }) {
  const router = useRouter();
  const [ask, dialog] = useConfirm();
  const useful = (): void => {
    carryOut(feedbackAction(id, 'useful'), 'Noted as useful.').then(
      () => router.refresh(),
      (error: unknown) => toast({ tone: 'error', text: error instanceof Error ? error.message : 'That did not work.' }),
    );
  };
  const dismiss = (isFalseAlarm: boolean): void =>
    ask({
      title: isFalseAlarm ? 'Call this a false alarm?' : 'Dismiss this anomaly?',
      consequence: isFalseAlarm ? 'Its alert ends, and the rate of false alarms counts it.' : 'Its alert ends. It stays in the list.',
      verb: isFalseAlarm ? 'False alarm' : 'Dismiss',
      danger: false,
      onConfirm: () =>
        carryOut(
          dismissAnomalyAction(id, isFalseAlarm ? 'False alarm' : 'Known and expected', isFalseAlarm),
          'The anomaly is dismissed.',
        ).then(() => router.refresh()),
    });
  return (
    <>
      <Button size="small" onClick={useful}>
        Useful
      </Button>
      <Button size="small" onClick={() => dismiss(false)}>
        Dismiss…
      </Button>
      <Button size="small" onClick={() => dismiss(true)}>
        False alarm…
      </Button>
      {dialog}
    </>
  );
}
