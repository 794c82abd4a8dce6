'use client';
import { useRouter } from 'next/navigation';
import { Button } from '#components/ui/button.tsx';
import type { ComboboxOption } from '#components/ui/combobox.tsx';
import { useConfirm } from '#components/ui/use-confirm.tsx';
import { useOnDemand } from '#components/ui/use-on-demand.ts';
import { carryOut } from '../../_shell/carry-out.ts';
import { decideAcceptanceAction, remediateAction, undoAction } from '../actions.ts';
import type { FindingRow } from './finding-columns.tsx';

const loadAssign = () => import('./assign-dialog.tsx').then((module) => module.AssignDialog);
const loadAccept = () => import('./acceptance-dialog.tsx').then((module) => module.AcceptanceDialog);

export interface FindingActionsProps {
  finding: FindingRow;
  people: readonly ComboboxOption[];
  userId: string;
}

/** Who settles it, whether the risk is borne, and what mends it; as far as the finding has not come. */
export function FindingActions({ finding, people, userId }: FindingActionsProps) {
  const [ask, dialog] = useConfirm();
  const assign = useOnDemand(loadAssign);
  const accept = useOnDemand(loadAccept);
  const router = useRouter();
  const { id, state, acceptance_asked_by: asker } = finding;
  const isOpen = state === 'open';
  const decide = (isAccepted: boolean): void =>
    ask({
      title: isAccepted ? 'Accept this risk?' : 'Refuse to accept this risk?',
      consequence: isAccepted ? 'The check goes on failing; nobody is reminded before the acceptance ends.' : 'The finding stays open.',
      verb: isAccepted ? 'Accept' : 'Refuse',
      danger: false,
      onConfirm: () => carryOut(decideAcceptanceAction(id, isAccepted), isAccepted ? 'The risk is accepted.' : 'It is refused.'),
    });
  const mend = (): void =>
    ask({
      title: 'Mend this finding?',
      consequence: 'What stands under “One click would” is carried out with your own rights. It can be changed back here.',
      verb: 'Mend',
      danger: false,
      onConfirm: async () => {
        await carryOut(() => remediateAction(id), 'Mended. You can change it back in the finding.');
        router.refresh();
      },
    });
  const undo = (): void =>
    ask({
      title: 'Change it back?',
      consequence: 'What held before holds again, and the check fails as before.',
      verb: 'Change back',
      onConfirm: async () => {
        await carryOut(() => undoAction(id), 'Changed back.');
        router.refresh();
      },
    });
  return (
    <>
      {finding.undoable ? (
        <Button size="small" onClick={undo}>
          Change back…
        </Button>
      ) : null}
      {state === 'fixed' ? null : (
        <Button size="small" onPointerEnter={assign.hint} onFocus={assign.hint} onClick={() => void assign.show()}>
          Assign…
        </Button>
      )}
      {isOpen && asker === null ? (
        <Button size="small" onPointerEnter={accept.hint} onFocus={accept.hint} onClick={() => void accept.show()}>
          Accept risk…
        </Button>
      ) : null}
      {isOpen && asker !== null && asker !== userId ? (
        <>
          <Button size="small" onClick={() => decide(false)}>
            Refuse…
          </Button>
          <Button size="small" onClick={() => decide(true)}>
            Accept…
          </Button>
        </>
      ) : null}
      {finding.remediable ? (
        <Button size="small" variant="primary" onClick={mend}>
          Mend…
        </Button>
      ) : null}
      {dialog}
      {assign.Component ? (
        <assign.Component open={assign.open} onOpenChange={assign.onOpenChange} finding={finding} people={people} />
      ) : null}
      {accept.Component ? <accept.Component open={accept.open} onOpenChange={accept.onOpenChange} id={id} /> : null}
    </>
  );
}
