'use client';
import { Button } from '#components/ui/button.tsx';
import { useOnDemand } from '#components/ui/use-on-demand.ts';
import type { GrantOptions } from '../../roles/_components/grant-options.ts';

export interface GrantGroupRoleProps {
  groupId: string;
  options: GrantOptions;
}

const load = () => import('./grant-group-role-dialog.tsx').then((module) => module.GrantGroupRoleDialog);

/** Opens the dialog that lets the group grant a role. */
export function GrantGroupRole(props: GrantGroupRoleProps) {
  const dialog = useOnDemand(load);
  return (
    <>
      <Button size="small" onPointerEnter={dialog.hint} onFocus={dialog.hint} onClick={() => void dialog.show()}>
        Grant role…
      </Button>
      {dialog.Component ? <dialog.Component open={dialog.open} onOpenChange={dialog.onOpenChange} {...props} /> : null}
    </>
  );
}
