'use client';
import { useRouter } from 'next/navigation';
import { Form } from '#components/forms/form.tsx';
import { TextField } from '#components/forms/text-fields.tsx';
import { toast } from '#components/ui/toast.ts';
import type { ShownRule } from '#lib/contracts/rate-limit-resource.ts';
import { createRateTierAction, updateRateTierAction } from '../actions.ts';
import { AmountField } from './amount-field.tsx';
import { tierFields, tierFormValues, tierRulesOf } from './tier-values.ts';

/** Fetched once the form stands. */
const schema = () => import('./tier-form-schema.ts').then((forms) => forms.tierFormSchema);

/** A tier that is there. */
export interface TierToEdit {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly limits: readonly ShownRule[];
  readonly version: number;
}

/** Name and limits of a tier, new or there already. */
export function TierForm({ tier, onDone }: { tier?: TierToEdit; onDone?: () => void }) {
  const router = useRouter();
  const submit = (values: Record<string, unknown>, options: Parameters<typeof createRateTierAction>[1]) => {
    const input = { name: values.name, description: values.description ?? '', limits: tierRulesOf(values, tier?.limits) };
    return tier === undefined ? createRateTierAction(input, options) : updateRateTierAction({ rate_tier_id: tier.id, ...input }, options);
  };
  return (
    <Form<{ name: string }>
      schema={schema}
      initial={tier === undefined ? {} : { name: tier.name, description: tier.description || undefined, ...tierFormValues(tier.limits) }}
      {...(tier === undefined ? { draftKey: 'rate_tier.create' } : { version: tier.version })}
      submitLabel={tier === undefined ? 'Create tier' : 'Save'}
      submit={submit}
      onDone={({ name }) => {
        toast({ tone: 'success', text: `${name} acts within 2 s.` });
        onDone?.();
        if (tier === undefined) router.push('/rate-limits');
        else router.refresh();
      }}
    >
      <TextField name="name" label="Name" hint="“Standard”, “Batch”." autoFocus={tier === undefined} />
      <TextField name="description" label="Description" optional />
      {tierFields.map(({ name, label, metric }) => (
        <AmountField key={name} name={name} label={label} metric={metric} optional />
      ))}
    </Form>
  );
}
