'use client';
import { useRouter } from 'next/navigation';
import { useRef } from 'react';
import type { z } from 'zod';
import { ComboboxField, SelectField, SwitchField } from '#components/forms/choice-fields.tsx';
import { Form } from '#components/forms/form.tsx';
import { useFormState } from '#components/forms/form-context.ts';
import type { ComboboxOption } from '#components/ui/combobox.tsx';
import { toast } from '#components/ui/toast.ts';
import { useConfirm } from '#components/ui/use-confirm.tsx';
import type { keyDisableAll } from '#lib/contracts/key-safety.ts';
import { disableAllKeysAction } from '../actions.ts';
import type { KeyChoices } from './key-choices.ts';

/** What the form fills; the operation checks the place itself. */
const schema = () => import('./key-form-schema.ts').then((forms) => forms.disableAllSchema);

type Outcome = z.input<(typeof keyDisableAll)['output']>;

const fieldOf = { user: 'user_id', team: 'team_id', department: 'department_id', project: 'project_id' } as const;
const words = { user: 'Person', team: 'Team', department: 'Department', project: 'Project' } as const;
type Of = keyof typeof fieldOf;
const isOf = (value: unknown): value is Of => typeof value === 'string' && value in fieldOf;

export interface DisableAllFormProps {
  choices: KeyChoices;
  people: readonly ComboboxOption[];
  /** The reader may stop his own keys alone. */
  isOwnOnly: boolean;
}

function PlaceField({ choices, people, isOwnOnly }: DisableAllFormProps) {
  const { of } = useFormState().values;
  const options = { user: people, team: choices.teams, department: choices.departments, project: choices.projects };
  const notes = { user: undefined, team: choices.notes.teams, department: choices.notes.departments, project: choices.notes.projects };
  const scopes = Object.entries(words).map(([value, label]) => ({ value, label }));
  return (
    <>
      {isOwnOnly ? null : <SelectField name="of" label="Of a" options={scopes} />}
      {isOf(of) ? <ComboboxField name={fieldOf[of]} label={words[of]} hint={notes[of]} options={options[of]} /> : null}
      {isOwnOnly ? null : <SwitchField name="is_leak" label="Others may have them" hint="Then nobody can enable them again." />}
    </>
  );
}

function inputOf(values: Record<string, unknown>): Record<string, unknown> {
  const { of } = values;
  const place = isOf(of) ? { [fieldOf[of]]: values[fieldOf[of]] } : {};
  return { ...place, because: values.is_leak === true ? 'leak' : 'administrator' };
}

/** Stops many keys at once, after it was told how many. */
export function DisableAllForm(props: DisableAllFormProps) {
  const [ask, dialog] = useConfirm();
  // What was asked about is what is carried out, whatever the form says by then.
  const asked = useRef<Record<string, unknown>>({});
  const router = useRouter();
  const confirm = ({ keys, data }: Outcome): void => {
    const place = asked.current;
    if (keys === 0) {
      toast({ tone: 'success', text: 'There is no active key there.' });
      return;
    }
    const names = data.slice(0, 5).map(({ name }) => name);
    const more = keys > names.length ? ` and ${keys - names.length} more` : '';
    ask({
      title: keys === 1 ? 'Disable 1 key?' : `Disable ${keys} keys?`,
      consequence: `${names.join(', ')}${more}. Calls that use them stop within 2 s.`,
      verb: keys === 1 ? 'Disable key' : `Disable ${keys} keys`,
      onConfirm: async () => {
        const { data: done, problem } = await disableAllKeysAction(place, {});
        if (problem !== undefined) throw new Error(`${problem.detail} (${problem.request_id})`);
        toast({ tone: 'success', text: done.keys === 1 ? '1 key is disabled.' : `${done.keys} keys are disabled.` });
        router.refresh();
      },
    });
  };
  const [own] = props.people;
  return (
    <>
      <Form<Outcome>
        schema={schema}
        initial={props.isOwnOnly ? { of: 'user', user_id: own?.value } : { of: 'team' }}
        submitLabel="See which keys"
        submit={(values) => {
          const input = inputOf(values);
          asked.current = input;
          return disableAllKeysAction({ ...input, dry_run: true }, {});
        }}
        onDone={confirm}
      >
        <PlaceField {...props} />
      </Form>
      {dialog}
    </>
  );
}
