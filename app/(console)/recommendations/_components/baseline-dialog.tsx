'use client';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { Form } from '#components/forms/form.tsx';
import { MoneyField } from '#components/forms/quantity-fields.tsx';
import { TextField } from '#components/forms/text-fields.tsx';
import { Button } from '#components/ui/button.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import { toast } from '#components/ui/toast.ts';
import { updateSavingsAction } from '../actions.ts';

/** The schema and its library come once the page stands. */
const schema = () => import('./baseline-form-schema.ts').then((module) => module.baselineFormSchema);

export interface BaselineButtonProps {
  baseline: { readonly provider: string; readonly model: string } | null;
  minimum: string;
}

/** With which model calls to routes are compared, and from which amount on something is recommended. */
export function BaselineButton({ baseline, minimum }: BaselineButtonProps) {
  const [open, setOpen] = useState(false);
  const router = useRouter();
  return (
    <>
      <Button size="small" onClick={() => setOpen(true)}>
        Baseline…
      </Button>
      <Dialog
        open={open}
        onOpenChange={setOpen}
        title="Baseline and least amount"
        description="Usage is looked through again within minutes. Calls that name a model are always compared with that model."
      >
        <Form
          schema={schema}
          initial={{ provider: baseline?.provider, model: baseline?.model, minimum_usd: minimum }}
          submitLabel="Save"
          submit={({ provider, model, minimum_usd }, { idempotencyKey }) =>
            updateSavingsAction({ baseline: provider && model ? { provider, model } : null, minimum_usd }, { idempotencyKey })
          }
          onDone={() => {
            setOpen(false);
            toast({ tone: 'success', text: 'Saved. The figures follow within minutes.' });
            router.refresh();
          }}
        >
          <TextField name="provider" label="Provider" hint="Of the model that calls to routes are compared with; empty for none" optional />
          <TextField name="model" label="Model" optional />
          <MoneyField name="minimum_usd" label="Recommend from" per="month" />
        </Form>
      </Dialog>
    </>
  );
}
