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

/** Parts of the organization that can be stated, by kind. */
export interface IssueFormProps {
  department: readonly ComboboxOption[];
  team: readonly ComboboxOption[];
  project: readonly ComboboxOption[];
  cost_center: readonly ComboboxOption[];
}

/** Whose statement of which period; it cannot be taken back, and says so. */
export function IssueForm(options: IssueFormProps) {
  const router = useRouter();
  return (
    <Form<{ id: string }>
      schema={schema}
      initial={{ scope: 'tenant' }}
      submitLabel="Issue statement"
      submit={(values, sent) => issueStatementAction(values, sent)}
      onDone={(made) => router.push(`/statements?open=${made.id}`)}
      draftKey="statement.issue"
    >
      <ScopeField {...options} />
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
  { value: 'project', label: 'A project' },
  { value: 'cost_center', label: 'A cost center' },
] as const;

const parts = {
  department: { label: 'Department', hint: 'With everything below it.' },
  team: { label: 'Team', hint: 'With the teams nested in it.' },
  project: { label: 'Project', hint: 'Its calls, whichever team made them.' },
  cost_center: { label: 'Cost center', hint: 'What it bears; the centers below it have statements of their own.' },
} as const;
type Part = keyof typeof parts;
const isPart = (scope: unknown): scope is Part => typeof scope === 'string' && scope in parts;

function ScopeField(options: IssueFormProps) {
  const form = useFormState();
  const scope = useField('scope', 'For');
  const choose = (next: string): void => {
    for (const part of Object.keys(parts)) form.set(`${part}_id`, undefined);
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
      {isPart(scope.value) ? (
        <ComboboxField key={scope.value} name={`${scope.value}_id`} {...parts[scope.value]} options={options[scope.value]} />
      ) : null}
    </>
  );
}
