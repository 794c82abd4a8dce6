'use client';
import { useRouter } from 'next/navigation';
import { SelectField } from '#components/forms/choice-fields.tsx';
import { Form } from '#components/forms/form.tsx';
import { CountField } from '#components/forms/quantity-fields.tsx';
import { TextField } from '#components/forms/text-fields.tsx';
import type { SelectOption } from '#components/ui/select.tsx';
import { toast } from '#components/ui/toast.ts';
import { createScheduleAction } from '../actions.ts';

/** Fetched once the page stands. */
const schema = () => import('#lib/contracts/reconciliation-schedules.ts').then((contract) => contract.reconciliationScheduleCreate.input);

/** Whose costs, how often, and with which key. */
export function NewScheduleForm({ connections }: { connections: readonly SelectOption[] }) {
  const router = useRouter();
  return (
    <Form<{ connection_name: string }>
      schema={schema}
      initial={{ connection_id: connections[0]?.value, every_days: 1, wait_hours: 30 }}
      submitLabel="Create schedule"
      submit={(values, options) => createScheduleAction(values, options)}
      onDone={({ connection_name: name }) => {
        toast({ tone: 'success', text: `${name} is compared by itself from now on.` });
        router.push('/reconciliations/schedules');
      }}
    >
      <SelectField name="connection_id" label="Connection" options={connections} />
      <CountField name="every_days" label="Days of one comparison" unit="days" />
      <CountField
        name="wait_hours"
        label="Wait after the last day"
        unit="hours"
        hint="Providers count late: figures that are fetched too early differ."
      />
      <TextField
        name="admin_credential"
        label="Admin key of the provider"
        type="password"
        optional
        hint="Cost reports of OpenAI and Anthropic want one. It is kept sealed and sent to this connection’s address alone."
      />
    </Form>
  );
}
