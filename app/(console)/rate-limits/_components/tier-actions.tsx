'use client';
import { Button } from '#components/ui/button.tsx';
import { useConfirm } from '#components/ui/use-confirm.tsx';
import { useOnDemand } from '#components/ui/use-on-demand.ts';
import { carryOut } from '../../_shell/carry-out.ts';
import { deleteRateTierAction } from '../actions.ts';
import type { TierToEdit } from './tier-form.tsx';

const load = () => import('./edit-tier-dialog.tsx').then((module) => module.EditTierDialog);

/** What can be done with a tier. */
export function TierActions({ tier, isUsed }: { tier: TierToEdit; isUsed: boolean }) {
  const edit = useOnDemand(load);
  const [ask, dialog] = useConfirm();
  const remove = (): void =>
    ask({
      title: `Delete ${tier.name}?`,
      consequence: 'Nothing has this tier. Its history stays in the audit trail.',
      verb: 'Delete tier',
      onConfirm: () => carryOut(deleteRateTierAction(tier.id), `${tier.name} is deleted.`),
    });
  return (
    <span className="flex shrink-0 gap-2">
      <Button size="small" aria-label={`Edit ${tier.name}`} onPointerEnter={edit.hint} onFocus={edit.hint} onClick={() => void edit.show()}>
        Edit…
      </Button>
      {isUsed ? null : (
        <Button size="small" aria-label={`Delete ${tier.name}`} onClick={remove}>
          Delete…
        </Button>
      )}
      {dialog}
      {edit.Component ? <edit.Component key={tier.version} open={edit.open} onOpenChange={edit.onOpenChange} tier={tier} /> : null}
    </span>
  );
}
