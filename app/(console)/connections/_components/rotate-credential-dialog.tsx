'use client';
import { useRouter } from 'next/navigation';
import { Form } from '#components/forms/form.tsx';
import { TextField } from '#components/forms/text-fields.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import { toast } from '#components/ui/toast.ts';
import type { Surface } from '#components/ui/use-on-demand.ts';
import { rotateCredentialAction } from '../actions.ts';
import { CredentialField, type ProviderRow } from './provider-fields.tsx';

/** Fetched once the page stands. */
const schema = () => import('#lib/contracts/connections.ts').then((contract) => contract.connectionRotate.input);

export interface RotateCredentialDialogProps extends Surface {
  id: string;
  name: string;
  provider: ProviderRow | undefined;
}

/** Replaces the credential of a connection; running calls end with the old one. */
export function RotateCredentialDialog({ open, onOpenChange, id, name, provider }: RotateCredentialDialogProps) {
  const router = useRouter();
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={`Replace the credential of ${name}`}
      description="New calls use it within 2 s. It is encrypted at once and never shown again."
    >
      <Form<{ name: string }>
        schema={schema}
        fixed={{ connection_id: id }}
        initial={{}}
        submitLabel="Replace credential"
        submit={(values, options) => rotateCredentialAction(values, options)}
        onDone={() => {
          onOpenChange(false);
          toast({ tone: 'success', text: `${name} has a new credential. Test it.` });
          router.refresh();
        }}
      >
        {provider === undefined ? (
          <TextField name="credential" label="Credential" type="password" mono autoFocus />
        ) : (
          <CredentialField provider={provider} />
        )}
      </Form>
    </Dialog>
  );
}
