'use client';
import { useRouter } from 'next/navigation';
import { Button } from '#components/ui/button.tsx';
import { OnDemand } from '#components/ui/on-demand.tsx';
import { useConfirm } from '#components/ui/use-confirm.tsx';
import { carryOut } from '../../_shell/carry-out.ts';
import { removeFactorAction } from '../actions.ts';

const loadRename = () => import('./rename-dialog.tsx').then((module) => module.RenameDialog);

/** Renames one own factor, or takes it away. */
export function FactorActions({ id, name }: { id: string; name: string }) {
  const router = useRouter();
  const [ask, dialog] = useConfirm();
  const remove = (): void =>
    ask({
      title: `Remove ${name}?`,
      consequence: 'You cannot sign in with it any more. With your last factor your recovery codes go, too.',
      verb: 'Remove',
      onConfirm: () => carryOut(() => removeFactorAction(id), `${name} is removed.`).then(() => router.refresh()),
    });
  return (
    <div className="flex shrink-0 gap-2">
      <OnDemand load={loadRename} with={{ id, name }}>
        {(show, near) => (
          <Button size="small" onClick={show} {...near}>
            Rename…
          </Button>
        )}
      </OnDemand>
      <Button size="small" onClick={remove}>
        Remove…
      </Button>
      {dialog}
    </div>
  );
}
