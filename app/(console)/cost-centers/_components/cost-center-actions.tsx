'use client';
import { Button } from '#components/ui/button.tsx';
import { useConfirm } from '#components/ui/use-confirm.tsx';
import { carryOut } from '../../_shell/carry-out.ts';
import { archiveCostCenterAction, restoreCostCenterAction } from '../actions.ts';

/** Archive and restore; the command refuses to archive what still bears something. */
export function CostCenterActions({ id, name, isArchived }: { id: string; name: string; isArchived: boolean }) {
  const [ask, dialog] = useConfirm();
  const archive = (): void =>
    ask({
      title: `Archive ${name}?`,
      consequence: 'Nothing can be charged to it any more. What it has borne stays in statements and in the usage log.',
      verb: 'Archive cost center',
      onConfirm: () => carryOut(archiveCostCenterAction(id), `${name} is archived.`),
    });
  const restore = (): void =>
    ask({
      title: `Restore ${name}?`,
      consequence: 'Rules and billing settings can name it again.',
      verb: 'Restore cost center',
      danger: false,
      onConfirm: () => carryOut(restoreCostCenterAction(id), `${name} is back.`),
    });
  return (
    <>
      {isArchived ? <Button onClick={restore}>Restore…</Button> : <Button onClick={archive}>Archive…</Button>}
      {dialog}
    </>
  );
}
