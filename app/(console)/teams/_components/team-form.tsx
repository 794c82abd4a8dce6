'use client';
import { useRouter } from 'next/navigation';
import { ComboboxField } from '#components/forms/choice-fields.tsx';
import { Form } from '#components/forms/form.tsx';
import { TextareaField, TextField } from '#components/forms/text-fields.tsx';
import type { ComboboxOption } from '#components/ui/combobox.tsx';
import { toast } from '#components/ui/toast.ts';
import { createTeamAction, updateTeamAction } from '../actions.ts';
import type { TeamRow } from './team-columns.tsx';

/** Fetched once the page stands. */
const createSchema = () => import('#lib/contracts/teams.ts').then((contract) => contract.teamCreate.input);
const updateSchema = () => import('#lib/contracts/teams.ts').then((contract) => contract.teamUpdate.input);

export interface TeamFormProps {
  departments: readonly ComboboxOption[];
  /** The team to change; absent to add one. */
  team?: TeamRow;
}

/** One form for adding and changing a team. */
export function TeamForm({ departments, team }: TeamFormProps) {
  const router = useRouter();
  const fields = (
    <>
      <TextField name="name" label="Name" autoFocus={team === undefined} />
      <TextareaField name="description" label="Description" optional />
      <ComboboxField name="department_id" label="Department" options={departments} optional />
    </>
  );
  if (team === undefined) {
    return (
      <Form<TeamRow>
        schema={createSchema}
        initial={{}}
        submitLabel="Add team"
        submit={(values, options) => createTeamAction(values, options)}
        onDone={(made) => router.push(`/teams/${made.id}`)}
        draftKey="team.create"
      >
        {fields}
      </Form>
    );
  }
  return (
    <Form<TeamRow>
      schema={updateSchema}
      fixed={{ team_id: team.id }}
      initial={{ name: team.name, description: team.description, department_id: team.department_id ?? undefined }}
      version={team.version}
      submitLabel="Save"
      submit={(values, options) => updateTeamAction({ ...values, department_id: values.department_id ?? null }, options)}
      onDone={(saved) => {
        toast({ tone: 'success', text: `${saved.name} is saved.` });
        router.refresh();
      }}
    >
      {fields}
    </Form>
  );
}
