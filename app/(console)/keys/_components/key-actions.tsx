'use client';
import { Button } from '#components/ui/button.tsx';
import { useConfirm } from '#components/ui/use-confirm.tsx';
import { useOnDemand } from '#components/ui/use-on-demand.ts';
import { carryOut } from '../../_shell/carry-out.ts';
import { disableKeyAction, enableKeyAction } from '../actions.ts';
import type { KeyChoices } from './key-choices.ts';
import type { KeyRow } from './key-columns.tsx';

export interface KeyActionsProps {
  keyRow: KeyRow;
  choices: KeyChoices;
}

const loadEdit = () => import('./edit-key-dialog.tsx').then((module) => module.EditKeyDialog);
const loadRotate = () => import('./rotate-dialog.tsx').then((module) => module.RotateDialog);

/** What can be done with a key. Money and keys are never shown as changed before the server has answered. */
export function KeyActions({ keyRow, choices }: KeyActionsProps) {
  const { id, name, status } = keyRow;
  const [ask, dialog] = useConfirm();
  const rotate = useOnDemand(loadRotate);
  const edit = useOnDemand(loadEdit);
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
      <Button size="small" onPointerEnter={edit.hint} onFocus={edit.hint} onClick={() => void edit.show()}>
        Edit…
      </Button>
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
      {edit.Component ? (
        <edit.Component key={keyRow.version} open={edit.open} onOpenChange={edit.onOpenChange} keyRow={keyRow} choices={choices} />
      ) : null}
      {rotate.Component ? <rotate.Component open={rotate.open} onOpenChange={rotate.onOpenChange} id={id} name={name} /> : null}
    </>
  );
}
