'use client';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { z } from 'zod';
import { SelectField } from '#components/forms/choice-fields.tsx';
import { Form } from '#components/forms/form.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import { SecretReveal } from '#components/ui/secret-reveal.tsx';
import type { Surface } from '#components/ui/use-on-demand.ts';
import { rotateKeyAction } from '../actions.ts';
import type { NewKeyRow } from './key-columns.tsx';

export interface RotateDialogProps extends Surface {
  id: string;
  name: string;
}

const overlaps = [
  { value: '0', label: 'Stops at once' },
  { value: '1', label: '1 hour' },
  { value: '24', label: '1 day' },
  { value: '168', label: '7 days' },
];

/** A select speaks text; the operation wants hours. */
const schema = z.strictObject({ overlap: z.enum(['0', '1', '24', '168']) });

/** Replaces a key: how long the old one goes on, then the new one, once. */
export function RotateDialog({ open, onOpenChange, id, name }: RotateDialogProps) {
  const [secret, setSecret] = useState<string>();
  const router = useRouter();
  const close = (): void => {
    onOpenChange(false);
    router.refresh();
  };
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={secret === undefined ? `Rotate ${name}` : `New key of ${name}`}
      {...(secret === undefined
        ? { description: 'A new key takes its place. Choose how long the old one goes on working beside it.' }
        : {})}
      dismissible={secret === undefined}
    >
      {secret === undefined ? (
        <Form<NewKeyRow>
          schema={schema}
          initial={{ overlap: '24' }}
          submitLabel="Rotate key"
          submit={(values, { idempotencyKey }) =>
            rotateKeyAction({ key_id: id, overlap_hours: Number(values.overlap) }, { idempotencyKey })
          }
          onDone={(made) => setSecret(made.secret)}
        >
          <SelectField name="overlap" label="The old key" options={overlaps} />
        </Form>
      ) : (
        <SecretReveal label={`Virtual key of ${name}`} secret={secret} envName="TOLLGATE_KEY" onStored={close} />
      )}
    </Dialog>
  );
}
