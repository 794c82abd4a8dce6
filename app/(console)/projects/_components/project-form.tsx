'use client';
import { useRouter } from 'next/navigation';
import { CheckboxField, ComboboxField, SelectField } from '#components/forms/choice-fields.tsx';
import { ChoicesField } from '#components/forms/choices-field.tsx';
import { Form } from '#components/forms/form.tsx';
import { CountField, MoneyField } from '#components/forms/quantity-fields.tsx';
import { TagsField } from '#components/forms/tags-field.tsx';
import { TextareaField, TextField } from '#components/forms/text-fields.tsx';
import type { ComboboxOption } from '#components/ui/combobox.tsx';
import { toast } from '#components/ui/toast.ts';
import { createProjectAction, updateProjectAction } from '../actions.ts';
import type { ProjectRow } from './project-columns.tsx';

const createSchema = () => import('#lib/contracts/projects.ts').then((contract) => contract.projectCreate.input);
const updateSchema = () => import('#lib/contracts/projects.ts').then((contract) => contract.projectUpdate.input);

const options = (words: Readonly<Record<string, string>>) => Object.entries(words).map(([value, label]) => ({ value, label }));
const priorities = options({ low: 'Low', medium: 'Medium', high: 'High', critical: 'Critical' });
const visibilities = options({ public: 'Everybody', team: 'Its team or department', private: 'Its owner and stakeholders' });
const levels = options({ public: 'Public', internal: 'Internal', confidential: 'Confidential', restricted: 'Restricted' });
const dataKinds = options({ pii: 'Personal data', phi: 'Health data', financial: 'Financial data' });
const statuses = options({
  planned: 'Planned: calls are refused',
  active: 'Active',
  paused: 'Paused: calls are refused',
  completed: 'Completed: calls are refused',
});

export interface ProjectChoices {
  teams: readonly ComboboxOption[];
  people: readonly ComboboxOption[];
  /** Empty where the reader may not choose one. */
  centers: readonly ComboboxOption[];
}

function Fields({ teams, people, centers }: ProjectChoices) {
  return (
    <>
      <TextField name="name" label="Name" hint="What the app or work is called." autoFocus />
      <TextField name="slug" label="Slug" hint="What callers write in x-tollgate-project; made from the name unless said." mono optional />
      <TextareaField name="description" label="Description" optional />
      <ComboboxField name="team_id" label="Team" hint="Whose keys may name it." options={teams} optional />
      <ComboboxField name="owner_id" label="Owner" options={people} optional />
      {centers.length === 0 ? null : (
        <ComboboxField
          name="cost_center_id"
          label="Cost center"
          hint="Bears its calls where no rule splits them."
          options={centers}
          optional
        />
      )}
      <SelectField name="priority" label="Priority" options={priorities} />
      <SelectField name="visibility" label="Whose keys may name it" options={visibilities} />
      <TagsField
        name="allowed_ips"
        label="Networks its calls come from"
        hint="Addresses and ranges such as 203.0.113.0/24; calls from elsewhere are refused. Empty for everywhere."
        optional
      />
      <CheckboxField
        name="requires_approval"
        label="Starts by an approval alone"
        hint="It stays planned until somebody else has approved it. Rules of approvals may ask for this as well."
      />
      <SelectField
        name="security_level"
        label="Security level"
        hint="Calls of a confidential or restricted project are of that data class at least."
        options={levels}
      />
      <ChoicesField
        name="data_classes"
        label="Data it works with"
        hint="Its calls are treated as holding it, whatever is found in them."
        options={dataKinds}
      />
      <CountField
        name="quality_gates.coverage_percent"
        label="Least coverage"
        unit="%"
        hint="A release that measured less does not go out."
        optional
      />
      <CountField name="quality_gates.test_success_percent" label="Least passed tests" unit="%" optional />
      <MoneyField
        name="allocated_budget_usd"
        label="Planned budget"
        hint="A figure to compare with; a budget is what limits calls."
        optional
      />
      <MoneyField name="estimated_cost_usd" label="Estimated cost" optional />
      <TextField name="start_date" label="Starts" hint="As 2026-11-30." optional />
      <TextField name="end_date" label="Ends" hint="As 2026-12-31." optional />
      <TextareaField name="business_value" label="Business value" optional />
    </>
  );
}

/** A new project; leads to its page. */
export function NewProjectForm(choices: ProjectChoices) {
  const router = useRouter();
  return (
    <Form<ProjectRow>
      schema={createSchema}
      initial={{ priority: 'medium', visibility: 'team', security_level: 'internal' }}
      submitLabel="Create project"
      submit={(values, options) => createProjectAction(values, options)}
      onDone={(made) => router.push(`/projects/${made.id}`)}
      draftKey="project.create"
    >
      <Fields {...choices} />
    </Form>
  );
}

const nullable = ['team_id', 'owner_id', 'allocated_budget_usd', 'estimated_cost_usd', 'start_date', 'end_date', 'business_value'] as const;
const edited = [
  'name',
  'slug',
  'description',
  'priority',
  'visibility',
  'security_level',
  'data_classes',
  'quality_gates',
  'status',
  'allowed_ips',
  'requires_approval',
  'cost_center_id',
  ...nullable,
] as const;

/** Gates that are both empty are none. */
function gatesOf(value: unknown): object | null {
  const { coverage_percent: coverage = null, test_success_percent: success = null } = Object(value);
  return coverage === null && success === null ? null : { coverage_percent: coverage, test_success_percent: success };
}

/** A field that was emptied is sent as empty; the cost center only by those who may choose one. */
const fitting = (values: Record<string, unknown>, { centers }: ProjectChoices): Record<string, unknown> => ({
  ...values,
  ...Object.fromEntries(nullable.map((name) => [name, values[name] ?? null])),
  description: values.description ?? '',
  data_classes: values.data_classes ?? [],
  quality_gates: gatesOf(values.quality_gates),
  allowed_ips: values.allowed_ips ?? [],
  requires_approval: values.requires_approval === true,
  ...(centers.length === 0 ? { cost_center_id: undefined } : { cost_center_id: values.cost_center_id ?? null }),
});

/** What can be changed of a project. */
export function EditProjectForm({ project, ...choices }: ProjectChoices & { project: ProjectRow }) {
  const router = useRouter();
  return (
    <Form<ProjectRow>
      schema={updateSchema}
      fixed={{ project_id: project.id }}
      initial={Object.fromEntries(edited.map((name) => [name, project[name] ?? undefined]))}
      version={project.version}
      submitLabel="Save"
      submit={(values, options) => updateProjectAction(fitting(values, choices), options)}
      onDone={({ name }) => {
        toast({ tone: 'success', text: `${name} is saved. Calls follow within 2 s.` });
        router.refresh();
      }}
    >
      <SelectField name="status" label="Status" options={statuses} />
      <Fields {...choices} />
    </Form>
  );
}
