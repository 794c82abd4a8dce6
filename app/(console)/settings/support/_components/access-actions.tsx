'use client';
import { Button } from '#components/ui/button.tsx';
import { useConfirm } from '#components/ui/use-confirm.tsx';
import { carryOut } from '../../../_shell/carry-out.ts';
import { decideSupportAction } from '../actions.ts';

export interface AccessActionsProps {
  id: string;
  operator: string;
  hours: number;
  state: 'asked' | 'granted';
}

/** Grant or refuse what is asked, end what was granted. */
export function AccessActions({ id, operator, hours, state }: AccessActionsProps) {
  const [ask, dialog] = useConfirm();
  const grant = (): void =>
    ask({
      title: `Let ${operator} in for ${hours} hours?`,
      consequence: 'They read settings, structure and sums, under an account of their own. No prompts, no secrets, no changes.',
      verb: 'Let them in',
      danger: false,
      onConfirm: () => carryOut(decideSupportAction(id, 'grant'), `${operator} may look in for ${hours} hours.`),
    });
  const refuse = (): void =>
    ask({
      title: `Refuse ${operator}?`,
      consequence: 'Nothing was open to them, and nothing will be.',
      verb: 'Refuse',
      onConfirm: () => carryOut(decideSupportAction(id, 'refuse'), `${operator} stays outside.`),
    });
  const end = (): void =>
    ask({
      title: `End the access of ${operator}?`,
      consequence: 'They are signed out at once.',
      verb: 'End access',
      onConfirm: () => carryOut(decideSupportAction(id, 'end'), `The access of ${operator} has ended.`),
    });
  return (
    <span className="flex flex-wrap justify-end gap-1">
      {state === 'asked' ? (
        <>
          <Button size="small" onClick={grant} aria-label={`Let ${operator} in…`}>
            Let in…
          </Button>
          <Button size="small" onClick={refuse} aria-label={`Refuse ${operator}…`}>
            Refuse…
          </Button>
        </>
      ) : (
        <Button size="small" onClick={end} aria-label={`End the access of ${operator}…`}>
          End…
        </Button>
      )}
      {dialog}
    </span>
  );
}
