'use client';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { z } from 'zod';
import { SelectField } from '#components/forms/choice-fields.tsx';
import { Form, type FormProps } from '#components/forms/form.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import { SecretReveal } from '#components/ui/secret-reveal.tsx';
import type { Surface } from '#components/ui/use-on-demand.ts';

type Made = { readonly secret: string };
type Answer = ReturnType<FormProps<Made>['submit']>;

export interface RotateSecretDialogProps extends Surface {
  /** Before and after: "Rotate Batch", "New key of Batch". */
  titles: readonly [string, string];
  description: string;
  /** What the choice is about: "The old key". */
  oldLabel: string;
  /** What happens with no overlap. */
  atOnce: string;
  submitLabel: string;
  submit: (overlapHours: number, idempotencyKey: string) => Answer;
  /** Above the new secret, shown once: "Virtual key of Batch". */
  secretLabel: string;
  envName: string;
}

/** A select speaks text; the operation wants hours. */
const schema = z.strictObject({ overlap: z.enum(['0', '1', '24', '168']) });

/** Replaces a secret: how long the old one goes on, then the new one, once. */
export function RotateSecretDialog(props: RotateSecretDialogProps) {
  const { open, onOpenChange, titles, description, oldLabel, atOnce, submitLabel, submit, secretLabel, envName } = props;
  const [secret, setSecret] = useState<string>();
  const router = useRouter();
  const close = (): void => {
    onOpenChange(false);
    router.refresh();
  };
  const overlaps = [
    { value: '0', label: atOnce },
    { value: '1', label: '1 hour' },
    { value: '24', label: '1 day' },
    { value: '168', label: '7 days' },
  ];
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={titles[secret === undefined ? 0 : 1]}
      {...(secret === undefined ? { description } : {})}
      dismissible={secret === undefined}
    >
      {secret === undefined ? (
        <Form<Made>
          schema={schema}
          initial={{ overlap: '24' }}
          submitLabel={submitLabel}
          submit={(values, { idempotencyKey }) => submit(Number(values.overlap), idempotencyKey)}
          onDone={(made) => setSecret(made.secret)}
        >
          <SelectField name="overlap" label={oldLabel} options={overlaps} />
        </Form>
      ) : (
        <SecretReveal label={secretLabel} secret={secret} envName={envName} onStored={close} />
      )}
    </Dialog>
  );
}
