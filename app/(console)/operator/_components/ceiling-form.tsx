'use client';
import { useRouter } from 'next/navigation';
import { z } from 'zod';
import { SelectField } from '#components/forms/choice-fields.tsx';
import { Form } from '#components/forms/form.tsx';
import { CountField } from '#components/forms/quantity-fields.tsx';
import { toast } from '#components/ui/toast.ts';
import { sellPlanAction } from '../actions.ts';
import type { TenantRow } from './tenant-columns.tsx';

const plans = [
  { value: 'own', label: 'The organization chooses' },
  { value: 'free', label: 'Free' },
  { value: 'team', label: 'Team' },
  { value: 'business', label: 'Business' },
  { value: 'enterprise', label: 'Enterprise' },
];
const limits = ['users_max', 'departments_max', 'teams_max'] as const;

const most = z.number().int().min(1).max(100_000).optional();
/** A select speaks text, and the limits stand side by side; the operation wants them nested. */
const schema = z.strictObject({
  plan: z.enum(['own', 'free', 'team', 'business', 'enterprise']),
  users_max: most,
  departments_max: most,
  teams_max: most,
});

/** The plan that was sold, and limits that the organization does not go beyond. Empty fields are no limit of the platform's. */
export function CeilingForm({ id, name, ceiling }: Pick<TenantRow, 'id' | 'name' | 'ceiling'>) {
  const router = useRouter();
  const sold = ceiling.limits ?? {};
  return (
    <Form
      schema={schema}
      initial={{
        plan: ceiling.plan ?? 'own',
        ...Object.fromEntries(limits.flatMap((limit) => (sold[limit] ? [[limit, sold[limit]]] : []))),
      }}
      submitLabel="Save plan"
      submit={({ plan, ...values }, options) =>
        sellPlanAction(
          {
            tenant_id: id,
            plan: plan === 'own' ? null : plan,
            limits: {
              ...(sold.providers_allowed === undefined ? {} : { providers_allowed: sold.providers_allowed }),
              ...Object.fromEntries(limits.flatMap((limit) => (values[limit] === undefined ? [] : [[limit, values[limit]]]))),
            },
          },
          options,
        )
      }
      onDone={() => {
        toast({ tone: 'success', text: `The plan of ${name} is saved.` });
        router.refresh();
      }}
    >
      <SelectField name="plan" label="Plan" options={plans} />
      <CountField name="users_max" label="People at most" unit="people" optional />
      <CountField name="departments_max" label="Departments at most" unit="departments" optional />
      <CountField name="teams_max" label="Teams at most" unit="teams" optional />
    </Form>
  );
}
