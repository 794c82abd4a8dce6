'use client';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { z } from 'zod';
import { Form } from '#components/forms/form.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import { SecretReveal } from '#components/ui/secret-reveal.tsx';
import type { Surface } from '#components/ui/use-on-demand.ts';
import { issueKeyLoanAction } from '../actions.ts';
import type { LoanActionsProps } from './loan-actions.tsx';

export interface TakeSecretDialogProps extends Surface, Pick<LoanActionsProps, 'loan'> {}

const nothing = z.strictObject({});

/** Takes the borrower's secret, shown once; the former one stops. */
export function TakeSecretDialog({ open, onOpenChange, loan }: TakeSecretDialogProps) {
  const [secret, setSecret] = useState<string>();
  const router = useRouter();
  const close = (): void => {
    onOpenChange(false);
    router.refresh();
  };
  const former = loan.issued_at === null ? '' : ' The one that was taken before stops within 2 s.';
  const description = `${loan.borrower_name} calls with it by the limits of ${loan.key_name}, and pays for its calls.${former}`;
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={`Secret of ${loan.key_name}`}
      {...(secret === undefined ? { description } : {})}
      dismissible={secret === undefined}
    >
      {secret === undefined ? (
        <Form<{ secret: string }>
          schema={nothing}
          initial={{}}
          submitLabel="Take secret"
          submit={(_, options) => issueKeyLoanAction(loan.id, options)}
          onDone={(made) => setSecret(made.secret)}
        >
          {null}
        </Form>
      ) : (
        <SecretReveal
          label={`Virtual key ${loan.key_name} for ${loan.borrower_name}`}
          secret={secret}
          envName="TOLLGATE_KEY"
          onStored={close}
        />
      )}
    </Dialog>
  );
}
