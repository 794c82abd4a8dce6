'use client';
import { useRouter } from 'next/navigation';
import { ComboboxField, SelectField } from '#components/forms/choice-fields.tsx';
import { Form } from '#components/forms/form.tsx';
import { useField, useFormState } from '#components/forms/form-context.ts';
import { TextField, textOf } from '#components/forms/text-fields.tsx';
import type { ComboboxOption } from '#components/ui/combobox.tsx';
import { Field } from '#components/ui/field.tsx';
import { Select } from '#components/ui/select.tsx';
import { issueStatementAction } from '../actions.ts';

/** Fetched once the page stands. */
const schema = () => import('#lib/contracts/statements.ts').then((contract) => contract.statementIssue.input);

export interface IssueFormProps {
  departments: readonly ComboboxOption[];
  teams: readonly ComboboxOption[];
}

/** Whose statement of which period; it cannot be taken back, and says so. */
export function IssueForm({ departments, teams }: IssueFormProps) {
  const router = useRouter();
  return (
    <Form<{ id: string }>
      schema={schema}
      initial={{ scope: 'tenant' }}
      submitLabel="Issue statement"
      submit={(values, options) => issueStatementAction(values, options)}
      onDone={(made) => router.push(`/statements?open=${made.id}`)}
      draftKey="statement.issue"
    >
      <ScopeField departments={departments} teams={teams} />
      <SelectField
        name="period"
        label="Period"
        optional
        options={[
          { value: 'month', label: 'Month' },
          { value: 'quarter', label: 'Quarter' },
        ]}
      />
      <TextField
        name="day"
        label="Day"
        optional
        mono
        hint="Any day of the period, such as 2026-10-01; the last closed period unless said."
      />
    </Form>
  );
}

const scopes = [
  { value: 'tenant', label: 'The whole organization' },
  { value: 'department', label: 'A department' },
  { value: 'team', label: 'A team' },
] as const;

function ScopeField({ departments, teams }: IssueFormProps) {
  const form = useFormState();
  const scope = useField('scope', 'For');
  const choose = (next: string): void => {
    form.set('department_id', undefined);
    form.set('team_id', undefined);
    scope.set(next);
  };
  return (
    <>
      <Field id={scope.id} label="For" error={scope.error}>
        {(control) => (
          <Select
            {...control}
            name="scope"
            options={scopes}
            value={textOf(scope.value)}
            onChange={(event) => choose(event.target.value)}
            onBlur={scope.leave}
          />
        )}
      </Field>
      {scope.value === 'department' ? (
        <ComboboxField name="department_id" label="Department" hint="With everything below it." options={departments} />
      ) : null}
      {scope.value === 'team' ? <ComboboxField name="team_id" label="Team" hint="With the teams nested in it." options={teams} /> : null}
    </>
  );
}
