'use client';
import { useRouter } from 'next/navigation';
import { Button } from '#components/ui/button.tsx';
import { useConfirm } from '#components/ui/use-confirm.tsx';
import { useOnDemand } from '#components/ui/use-on-demand.ts';
import { carryOut } from '../../../_shell/carry-out.ts';
import { setClientStatusAction } from '../actions.ts';

const loadRotate = () => import('./rotate-client-dialog.tsx').then((module) => module.RotateClientDialog);

/** What can be done with a client. Credentials are never shown as changed before the server has answered. */
export function ClientActions({ id, name, status }: { id: string; name: string; status: 'active' | 'disabled' }) {
  const router = useRouter();
  const [ask, dialog] = useConfirm();
  const rotate = useOnDemand(loadRotate);
  const set = (next: 'active' | 'disabled', done: string): Promise<void> =>
    carryOut(setClientStatusAction(id, next), done).then(() => router.refresh());
  const disable = (): void =>
    ask({
      title: `Disable ${name}?`,
      consequence: 'Its access tokens are refused with their next request, and it gets no new ones. You can enable it again.',
      verb: 'Disable client',
      onConfirm: () => set('disabled', `${name} is disabled.`),
    });
  const enable = (): void =>
    ask({
      title: `Enable ${name}?`,
      consequence: 'Whoever has its secret can act as it again.',
      verb: 'Enable client',
      danger: false,
      onConfirm: () => set('active', `${name} is enabled.`),
    });
  return (
    <span className="inline-flex gap-2">
      {status === 'disabled' ? (
        <Button size="small" onClick={enable}>
          Enable…
        </Button>
      ) : (
        <>
          <Button size="small" onClick={disable}>
            Disable…
          </Button>
          <Button size="small" onPointerEnter={rotate.hint} onFocus={rotate.hint} onClick={() => void rotate.show()}>
            Rotate…
          </Button>
        </>
      )}
      {dialog}
      {rotate.Component ? <rotate.Component open={rotate.open} onOpenChange={rotate.onOpenChange} id={id} name={name} /> : null}
    </span>
  );
}
