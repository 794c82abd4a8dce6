'use client';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { Button } from '#components/ui/button.tsx';
import { toast } from '#components/ui/toast.ts';
import { useConfirm } from '#components/ui/use-confirm.tsx';
import { useOnDemand } from '#components/ui/use-on-demand.ts';
import { carryOut } from '../../_shell/carry-out.ts';
import { deleteChannelAction, setChannelStatusAction, testChannelAction } from '../actions.ts';

export interface ChannelActionsProps {
  id: string;
  name: string;
  status: 'active' | 'paused' | 'disabled';
  /** Also what is needed now and then; for the page of one channel. */
  all?: boolean;
  isWebhook: boolean;
}

const loadRotate = () => import('./rotate-webhook-dialog.tsx').then((module) => module.RotateWebhookDialog);
const loadReplay = () => import('./replay-dialog.tsx').then((module) => module.ReplayDialog);

/** What can be done with a channel. */
export function ChannelActions({ id, name, status, all = false, isWebhook }: ChannelActionsProps) {
  const router = useRouter();
  const [testing, setTesting] = useState(false);
  const [ask, dialog] = useConfirm();
  const rotate = useOnDemand(loadRotate);
  const replay = useOnDemand(loadReplay);
  const isActive = status === 'active';
  const test = async (): Promise<void> => {
    setTesting(true);
    const { data, problem } = await testChannelAction(id);
    setTesting(false);
    if (problem !== undefined) toast({ tone: 'error', text: problem.detail, requestId: problem.request_id });
    else toast({ tone: data.test_result?.ok ? 'success' : 'error', text: data.test_result?.message ?? 'The test left no result.' });
    router.refresh();
  };
  const toggle = (): void => {
    carryOut(setChannelStatusAction(id, isActive ? 'paused' : 'active'), isActive ? `${name} is paused.` : `${name} is on.`).then(
      () => router.refresh(),
      (error: unknown) => toast({ tone: 'error', text: error instanceof Error ? error.message : 'That did not work.' }),
    );
  };
  const remove = (): void =>
    ask({
      title: `Delete ${name}?`,
      consequence: 'Its secret is destroyed and rules do not tell it any more. What it was sent stays in the log.',
      verb: 'Delete channel',
      onConfirm: () =>
        carryOut(deleteChannelAction(id), `${name} is deleted.`).then(() => (all ? router.push('/channels') : router.refresh())),
    });
  return (
    <>
      <Button size="small" busy={testing} aria-label={`Send a test to ${name}`} onClick={() => void test()}>
        Send a test
      </Button>
      <Button size="small" aria-label={`${isActive ? 'Pause' : 'Turn on'} ${name}`} onClick={toggle}>
        {isActive ? 'Pause' : 'Turn on'}
      </Button>
      {all && isWebhook ? (
        <Button size="small" onPointerEnter={rotate.hint} onFocus={rotate.hint} onClick={() => void rotate.show()}>
          Rotate secret…
        </Button>
      ) : null}
      {all ? (
        <Button size="small" onPointerEnter={replay.hint} onFocus={replay.hint} onClick={() => void replay.show()}>
          Send again…
        </Button>
      ) : null}
      <Button size="small" aria-label={`Delete ${name}`} onClick={remove}>
        Delete…
      </Button>
      {dialog}
      {rotate.Component ? <rotate.Component open={rotate.open} onOpenChange={rotate.onOpenChange} id={id} name={name} /> : null}
      {replay.Component ? <replay.Component open={replay.open} onOpenChange={replay.onOpenChange} id={id} name={name} /> : null}
    </>
  );
}
