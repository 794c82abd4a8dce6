'use client';
import { useRouter } from 'next/navigation';
import { Form } from '#components/forms/form.tsx';
import { CountField } from '#components/forms/quantity-fields.tsx';
import { TextareaField, TextField } from '#components/forms/text-fields.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import { toast } from '#components/ui/toast.ts';
import type { Surface } from '#components/ui/use-on-demand.ts';
import { attestAction } from '../actions.ts';

const schema = () =>
  import('#lib/contracts/compliance-attestations.ts').then((module) => module.attestationCreate.input.omit({ framework: true, ref: true }));

export interface AttestDialogProps extends Surface {
  framework: string;
  controlRef: string;
}

/** What is so, which document shows it, and until when. */
export function AttestDialog({ open, onOpenChange, framework, controlRef }: AttestDialogProps) {
  const router = useRouter();
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title={`Attest ${controlRef}`} description="You vouch for it under your name.">
      <Form<{ id: string }>
        schema={schema}
        initial={{ valid_days: 365 }}
        submitLabel="Attest"
        submit={(values, { idempotencyKey }) => attestAction({ framework, ref: controlRef, ...values }, { idempotencyKey })}
        onDone={() => {
          onOpenChange(false);
          toast({ tone: 'success', text: 'Attested. The next audit counts it.' });
          router.refresh();
        }}
      >
        <TextareaField name="statement" label="What is so" />
        <TextField name="document_name" label="Document" optional hint="Its name; the document stays where it is." />
        <TextField name="document_sha256" label="SHA-256 of the document" optional />
        <CountField name="valid_days" label="Valid for" unit="days" />
      </Form>
    </Dialog>
  );
}
