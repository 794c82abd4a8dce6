'use client';
import { useRouter } from 'next/navigation';
import { Form } from '#components/forms/form.tsx';
import { TextField } from '#components/forms/text-fields.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import type { Surface } from '#components/ui/use-on-demand.ts';
import { renameFactorAction } from '../actions.ts';

export interface RenameDialogProps extends Surface {
  id: string;
  name: string;
}

const schema = () => import('#lib/contracts/second-factors.ts').then((contract) => contract.factorRename.input);

/** Gives one own factor another name. */
export function RenameDialog({ open, onOpenChange, id, name }: RenameDialogProps) {
  const router = useRouter();
  const done = (): void => {
    onOpenChange(false);
    router.refresh();
  };
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title={`Rename ${name}`} width="small">
      <Form
        schema={schema}
        initial={{ name }}
        fixed={{ factor_id: id }}
        submitLabel="Rename"
        submit={(values, options) => renameFactorAction(values, options)}
        onDone={done}
      >
        <TextField name="name" label="Name" autoFocus />
      </Form>
    </Dialog>
  );
}
