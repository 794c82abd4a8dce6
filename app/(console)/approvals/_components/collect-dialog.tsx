'use client';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { z } from 'zod';
import { Form } from '#components/forms/form.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import { SecretReveal } from '#components/ui/secret-reveal.tsx';
import type { Surface } from '#components/ui/use-on-demand.ts';
import { collectAction } from '../actions.ts';

export interface CollectDialogProps extends Surface {
  id: string;
  title: string;
}

const schema = z.strictObject({});

/** Makes the key that was approved, and shows it once. */
export function CollectDialog({ open, onOpenChange, id, title }: CollectDialogProps) {
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
      title={title}
      {...(secret === undefined ? { description: 'The key is made now and shown once. Have the place ready where you store it.' } : {})}
      dismissible={secret === undefined}
    >
      {secret === undefined ? (
        <Form<{ secret: string }>
          schema={schema}
          initial={{}}
          submitLabel="Make the key"
          submit={(_, { idempotencyKey }) => collectAction(id, { idempotencyKey })}
          onDone={(made) => setSecret(made.secret)}
        >
          {null}
        </Form>
      ) : (
        <SecretReveal label={title} secret={secret} envName="TOLLGATE_KEY" onStored={close} />
      )}
    </Dialog>
  );
}
