'use client';
import { useRouter } from 'next/navigation';
import type { z } from 'zod';
import { SelectField } from '#components/forms/choice-fields.tsx';
import { Form } from '#components/forms/form.tsx';
import { TextField } from '#components/forms/text-fields.tsx';
import { toast } from '#components/ui/toast.ts';
import type { Tenant } from '#lib/contracts/tenant.ts';
import { residencies } from '../../_shell/residencies.ts';
import { updateTenantAction } from '../actions.ts';

/** Fetched once the page stands. */
const schema = () => import('#lib/contracts/tenant.ts').then((contract) => contract.tenantUpdate.input);

const unpriced = [
  { value: 'block', label: 'Refuse the call' },
  { value: 'hold', label: 'Serve it at the dearest price of its provider, marked unpriced' },
  { value: 'flag', label: 'Serve it at no cost, marked unpriced' },
];
const reviews = [
  { value: 'automatic', label: 'Nobody: the newest list is in force' },
  { value: 'review', label: 'One person' },
  { value: 'four_eyes', label: 'Two people' },
];

/** Name, zone, residency and what happens to models without a price and to new prices. */
export function GeneralForm({ tenant }: { tenant: z.input<typeof Tenant> }) {
  const router = useRouter();
  return (
    <Form<z.input<typeof Tenant>>
      schema={schema}
      initial={{
        ...{ name: tenant.name, time_zone: tenant.time_zone, residency: tenant.residency },
        ...{ unpriced_policy: tenant.unpriced_policy, price_review: tenant.price_review },
      }}
      version={tenant.version}
      submitLabel="Save"
      submit={(values, options) => updateTenantAction(values, options)}
      onDone={() => {
        toast({ tone: 'success', text: 'The settings are saved.' });
        router.refresh();
      }}
    >
      <TextField name="name" label="Name of the organization" />
      <TextField
        name="time_zone"
        label="Time zone"
        hint="Where days begin for people without a zone of their own, such as Europe/Berlin."
        mono
      />
      <SelectField
        name="residency"
        label="Residency"
        options={residencies}
        hint="Bound to a region, calls reach connections of that region alone, and the sandbox."
      />
      <SelectField name="unpriced_policy" label="A model without a price" options={unpriced} />
      <SelectField
        name="price_review"
        label="Who lets prices into force"
        options={reviews}
        hint="New versions of the price list, and own rates and discounts. With two people, nobody approves what they asked for."
      />
    </Form>
  );
}
