'use client';
import { useRouter } from 'next/navigation';
import { SelectField } from '#components/forms/choice-fields.tsx';
import { Form } from '#components/forms/form.tsx';
import { MoneyField } from '#components/forms/quantity-fields.tsx';
import { TextField } from '#components/forms/text-fields.tsx';
import { toast } from '#components/ui/toast.ts';
import { createEnvironmentAction } from '../actions.ts';

const schema = () => import('#lib/contracts/environments.ts').then((contract) => contract.environmentCreate.input);

const kinds = [
  { value: 'development', label: 'Development' },
  { value: 'staging', label: 'Staging' },
  { value: 'production', label: 'Production' },
  { value: 'other', label: 'Another' },
];

/** One more stage of a project. */
export function EnvironmentForm({ projectId }: { projectId: string }) {
  const router = useRouter();
  return (
    <Form<{ name: string }>
      schema={schema}
      fixed={{ project_id: projectId }}
      initial={{ kind: 'production' }}
      submitLabel="Add environment"
      submit={(values, options) => createEnvironmentAction(values, options)}
      onDone={({ name }) => {
        toast({ tone: 'success', text: `${name} is there.` });
        router.refresh();
      }}
    >
      <TextField name="name" label="Name" hint="Callers write its slug in x-tollgate-environment." />
      <SelectField name="kind" label="Kind" options={kinds} />
      <TextField name="url" label="Address" type="url" optional />
      <TextField name="primary_model" label="Model" hint="What its calls mean when they ask for the model “environment”." mono optional />
      <TextField name="fallback_model" label="Fallback model" hint="Serves calls of that model where nobody can." mono optional />
      <MoneyField name="daily_cost_limit_usd" label="Daily cost limit" hint="Makes a hard daily budget." optional />
      <MoneyField name="monthly_cost_limit_usd" label="Monthly cost limit" hint="Makes a hard monthly budget." optional />
    </Form>
  );
}
