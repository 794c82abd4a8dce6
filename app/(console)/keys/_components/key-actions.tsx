'use client';
import { Button } from '#components/ui/button.tsx';
import { useConfirm } from '#components/ui/use-confirm.tsx';
import { useOnDemand } from '#components/ui/use-on-demand.ts';
import { carryOut } from '../../_shell/carry-out.ts';
import { disableKeyAction, enableKeyAction } from '../actions.ts';

export interface KeyActionsProps {
  id: string;
  name: string;
  status: 'active' | 'disabled' | 'expired';
}

const loadRotate = () => import('./rotate-dialog.tsx').then((module) => module.RotateDialog);

/** What can be done with a key. Money and keys are never shown as changed before the server has answered. */
export function KeyActions({ id, name, status }: KeyActionsProps) {
  const [ask, dialog] = useConfirm();
  const rotate = useOnDemand(loadRotate);
  const disable = (): void =>
    ask({
      title: `Disable ${name}?`,
      consequence: 'Calls that use it stop within 2 s. You can enable it again.',
      verb: 'Disable key',
      onConfirm: () => carryOut(disableKeyAction(id), `${name} is disabled.`),
    });
  const enable = (): void =>
    ask({
      title: `Enable ${name}?`,
      consequence: 'Whoever has the key can spend in its name again.',
      verb: 'Enable key',
      danger: false,
      onConfirm: () => carryOut(enableKeyAction(id), `${name} is enabled.`),
    });
  return (
    <>
      {status === 'disabled' ? (
        <Button size="small" onClick={enable}>
          Enable…
        </Button>
      ) : (
        <Button size="small" onClick={disable}>
          Disable…
        </Button>
      )}
      <Button size="small" onPointerEnter={rotate.hint} onFocus={rotate.hint} onClick={() => void rotate.show()}>
        Rotate…
      </Button>
      {dialog}
      {rotate.Component ? <rotate.Component open={rotate.open} onOpenChange={rotate.onOpenChange} id={id} name={name} /> : null}
    </>
  );
}
