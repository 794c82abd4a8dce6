'use client';
import { Button } from '#components/ui/button.tsx';
import type { ComboboxOption } from '#components/ui/combobox.tsx';
import { useOnDemand } from '#components/ui/use-on-demand.ts';

export interface AddGroupMemberProps {
  groupId: string;
  people: readonly ComboboxOption[];
}

const load = () => import('./add-group-member-dialog.tsx').then((module) => module.AddGroupMemberDialog);

/** Opens the dialog that puts somebody into the group. */
export function AddGroupMember(props: AddGroupMemberProps) {
  const dialog = useOnDemand(load);
  return (
    <>
      <Button size="small" onPointerEnter={dialog.hint} onFocus={dialog.hint} onClick={() => void dialog.show()}>
        Add person…
      </Button>
      {dialog.Component ? <dialog.Component open={dialog.open} onOpenChange={dialog.onOpenChange} {...props} /> : null}
    </>
  );
}
