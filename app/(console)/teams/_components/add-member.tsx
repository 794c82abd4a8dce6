'use client';
import { Button } from '#components/ui/button.tsx';
import type { ComboboxOption } from '#components/ui/combobox.tsx';
import { useOnDemand } from '#components/ui/use-on-demand.ts';

export interface AddMemberProps {
  teamId: string;
  people: readonly ComboboxOption[];
}

const load = () => import('./add-member-dialog.tsx').then((module) => module.AddMemberDialog);

/** Opens the dialog that adds somebody. */
export function AddMember(props: AddMemberProps) {
  const dialog = useOnDemand(load);
  return (
    <>
      <Button size="small" onPointerEnter={dialog.hint} onFocus={dialog.hint} onClick={() => void dialog.show()}>
        Add member…
      </Button>
      {dialog.Component ? <dialog.Component open={dialog.open} onOpenChange={dialog.onOpenChange} {...props} /> : null}
    </>
  );
}
