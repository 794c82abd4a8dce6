'use client';
import { useRouter } from 'next/navigation';
import { ComboboxField, SelectField } from '#components/forms/choice-fields.tsx';
import { Form } from '#components/forms/form.tsx';
import { useFormState } from '#components/forms/form-context.ts';
import type { ComboboxOption } from '#components/ui/combobox.tsx';
import { createAllocationAction } from '../actions.ts';
import { ShareFields } from './share-fields.tsx';

const schema = () => import('#lib/contracts/cost-allocations.ts').then((contract) => contract.costAllocationCreate.input);

export interface AllocationChoices {
  team: readonly ComboboxOption[];
  project: readonly ComboboxOption[];
  keys: readonly ComboboxOption[];
  centers: readonly { value: string; label: string }[];
}

const sources = [
  { value: 'team', label: 'A team, with those nested in it' },
  { value: 'project', label: 'A project' },
  { value: 'key', label: 'A virtual key' },
];

function SourceFields({ team, project, keys }: AllocationChoices) {
  const { values } = useFormState();
  if (values.source === 'team') return <ComboboxField name="team_id" label="Team" options={team} />;
  if (values.source === 'project') return <ComboboxField name="project_id" label="Project" options={project} />;
  return values.source === 'key' ? <ComboboxField name="key_id" label="Virtual key" options={keys} /> : null;
}

/** The field of the chosen source alone is sent. */
const fitting = ({ source, shares, ...values }: Record<string, unknown>): Record<string, unknown> => {
  const field = `${source}_id`;
  return { source, shares, [field]: values[field] };
};

/** Splits what something uses over cost centers, from now on. */
export function AllocationForm(choices: AllocationChoices) {
  const router = useRouter();
  const [first] = choices.centers;
  return (
    <Form
      schema={schema}
      initial={{ source: 'team', shares: first === undefined ? [] : [{ cost_center_id: first.value, percent: 100 }] }}
      submitLabel="Split usage"
      submit={(values, options) => createAllocationAction(fitting(values), options)}
      onDone={() => router.push('/cost-centers')}
    >
      <SelectField name="source" label="Split what is used by" options={sources} />
      <SourceFields {...choices} />
      <ShareFields centers={choices.centers} />
    </Form>
  );
}
