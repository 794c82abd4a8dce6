'use client';
import { useRouter } from 'next/navigation';
import { Form } from '#components/forms/form.tsx';
import { TextField } from '#components/forms/text-fields.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import { toast } from '#components/ui/toast.ts';
import type { Surface } from '#components/ui/use-on-demand.ts';
import { updateKeyAction } from '../actions.ts';
import type { KeyChoices } from './key-choices.ts';
import type { KeyRow } from './key-columns.tsx';
import { editedKeyInput, keyFormValues } from './key-form-values.ts';
import { ScopeFields, WorkFields } from './scope-fields.tsx';

/** Fetched once the page stands. */
const schema = () => import('./key-form-schema.ts').then((forms) => forms.editKeySchema);

export interface EditKeyDialogProps extends Surface {
  keyRow: KeyRow;
  choices: KeyChoices;
}

/** Changes the name, the project and what a key may be used for. */
export function EditKeyDialog({ open, onOpenChange, keyRow, choices }: EditKeyDialogProps) {
  const router = useRouter();
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title={`Edit ${keyRow.name}`} description="Calls follow within 2 s.">
      <Form<{ name: string }>
        schema={schema}
        fixed={{ key_id: keyRow.id }}
        version={keyRow.version}
        initial={keyFormValues(keyRow)}
        submitLabel="Save"
        submit={(values, options) => updateKeyAction(editedKeyInput(values), options)}
        onDone={({ name }) => {
          onOpenChange(false);
          toast({ tone: 'success', text: `${name} is saved.` });
          router.refresh();
        }}
      >
        <TextField name="name" label="Name" />
        {choices.projects.length === 0 || keyRow.kind === 'project' ? null : <WorkFields choices={choices} isNeeded={false} />}
        <ScopeFields choices={choices} />
      </Form>
    </Dialog>
  );
}
