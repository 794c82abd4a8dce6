'use client';
import { useRouter } from 'next/navigation';
import { ComboboxField } from '#components/forms/choice-fields.tsx';
import { Form } from '#components/forms/form.tsx';
import { CountField } from '#components/forms/quantity-fields.tsx';
import { TextField } from '#components/forms/text-fields.tsx';
import type { ComboboxOption } from '#components/ui/combobox.tsx';
import { toast } from '#components/ui/toast.ts';
import { createDelegationAction } from '../actions.ts';

const dayMs = 86_400_000;

const schema = () => import('./delegation-text.ts').then((module) => module.delegationTextSchema);

/** Who stands in, and for how long from now on. */
export function DelegationForm({ people }: { people: readonly ComboboxOption[] }) {
  const router = useRouter();
  return (
    <Form<{ id: string }>
      schema={schema}
      initial={{ days: 14 }}
      submitLabel="Delegate"
      submit={({ user_id, days, reason }, { idempotencyKey }) =>
        createDelegationAction(
          { user_id, ends_at: new Date(Date.now() + Number(days) * dayMs).toISOString(), ...(reason === undefined ? {} : { reason }) },
          { idempotencyKey },
        )
      }
      onDone={() => {
        toast({ tone: 'success', text: 'They decide in your place from now on.' });
        router.refresh();
      }}
    >
      <ComboboxField name="user_id" label="Person" options={people} />
      <CountField name="days" label="For" unit="days" />
      <TextField name="reason" label="Reason" optional />
    </Form>
  );
}
