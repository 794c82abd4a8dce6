'use client';
import { useRouter } from 'next/navigation';
import { ComboboxField, SelectField } from '#components/forms/choice-fields.tsx';
import { Form } from '#components/forms/form.tsx';
import { useFormState } from '#components/forms/form-context.ts';
import { TextareaField, TextField } from '#components/forms/text-fields.tsx';
import type { ComboboxOption } from '#components/ui/combobox.tsx';
import { toast } from '#components/ui/toast.ts';
import { createHoldAction } from '../actions.ts';

const schema = () => import('./hold-form-schema.ts').then((module) => module.holdFormSchema);

const kinds = [
  { value: 'person', label: 'A person' },
  { value: 'project', label: 'A project, in the audit log' },
  { value: 'range', label: 'A range of time' },
];

interface HoldOptions {
  people: readonly ComboboxOption[];
  projects: readonly ComboboxOption[];
}

function Covered({ people, projects }: HoldOptions) {
  const { kind } = useFormState().values;
  if (kind === 'person') return <ComboboxField name="user_id" label="Person" options={people} />;
  if (kind === 'project') return <ComboboxField name="project_id" label="Project" options={projects} />;
  return (
    <>
      <TextField name="from_day" label="From the day" mono optional hint="Such as 2025-01-01. From the beginning unless said." />
      <TextField name="to_day" label="To before the day" mono optional hint="Without an end unless said." />
    </>
  );
}

/** What belongs to another kind is not sent. */
function fitting(values: Record<string, unknown>): Record<string, unknown> {
  const { name, reason, kind, user_id, project_id, from_day, to_day } = values;
  const covered = kind === 'person' ? { user_id } : kind === 'project' ? { project_id } : { from_day, to_day };
  return { name, reason, kind, ...covered };
}

/** Whom or what a hold covers, and why. */
export function HoldForm(options: HoldOptions) {
  const router = useRouter();
  return (
    <Form<{ name: string }>
      schema={schema}
      initial={{ kind: 'person' }}
      submitLabel="Propose"
      submit={(values, sent) => createHoldAction(fitting(values), sent)}
      onDone={({ name }) => {
        toast({ tone: 'success', text: `${name} is proposed. Somebody else puts it in force.` });
        router.push('/privacy/holds');
      }}
    >
      <TextField name="name" label="Name" autoFocus />
      <TextareaField name="reason" label="Reason" rows={3} />
      <SelectField name="kind" label="Holds" options={kinds} />
      <Covered {...options} />
    </Form>
  );
}
