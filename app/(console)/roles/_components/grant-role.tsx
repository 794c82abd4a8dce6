'use client';
import { Button } from '#components/ui/button.tsx';
import type { ComboboxOption } from '#components/ui/combobox.tsx';
import { useOnDemand } from '#components/ui/use-on-demand.ts';
import type { GrantOptions } from './grant-options.ts';

export interface GrantRoleProps {
  options: GrantOptions;
  people: readonly ComboboxOption[];
  /** The person or role that is settled already. */
  fixed?: { readonly user_id?: string; readonly role_id?: string };
  primary?: boolean;
}

const load = () => import('./grant-role-dialog.tsx').then((module) => module.GrantRoleDialog);

/** Opens the dialog that grants a role. */
export function GrantRole({ primary = false, ...props }: GrantRoleProps) {
  const dialog = useOnDemand(load);
  return (
    <>
      <Button
        {...(primary ? { variant: 'primary' as const } : { size: 'small' as const })}
        onPointerEnter={dialog.hint}
        onFocus={dialog.hint}
        onClick={() => void dialog.show()}
      >
        Grant role…
      </Button>
      {dialog.Component ? <dialog.Component open={dialog.open} onOpenChange={dialog.onOpenChange} {...props} /> : null}
    </>
  );
}
