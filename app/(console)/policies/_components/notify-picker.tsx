'use client';
import { useId } from 'react';
import { Choices } from '#components/forms/choices.tsx';
import { Button } from '#components/ui/button.tsx';
import type { ComboboxOption } from '#components/ui/combobox.tsx';
import { Field } from '#components/ui/field.tsx';
import { Input } from '#components/ui/input.tsx';
import { type Told, toldOf, withTold } from './notify-edit.ts';
import { readJson } from './read-json.ts';

/** Whom a policy can tell, as far as its author sees them. */
export interface NotifyChoices {
  readonly channels: readonly ComboboxOption[];
  readonly people: readonly ComboboxOption[];
}

export interface NotifyPickerProps {
  /** The definition as it stands in the editor, as JSON. */
  text: string;
  onChange: (text: string) => void;
  choices: NotifyChoices;
}

/** Whom the policy tells, by name; the text below stays what is saved. */
export function NotifyPicker({ text, onChange, choices }: NotifyPickerProps) {
  const id = useId();
  const read = readJson(text);
  if (read.fault !== undefined) return null;
  const told = toldOf(read.value);
  const write = (next: Told | null): void => onChange(JSON.stringify(withTold(read.value, next), null, 2));
  if (told === null) {
    return (
      <div>
        <Button onClick={() => write({ channels: [], users: [], message: '' })}>Tell somebody</Button>
      </div>
    );
  }
  const error = told.channels.length + told.users.length === 0 ? 'Name a channel or a person.' : undefined;
  return (
    <fieldset className="flex flex-col gap-3 rounded-md border p-3">
      <legend className="px-1 text-control">Tells, once an hour for each key</legend>
      <Field id={`${id}-channels`} label="Channels" optional error={error}>
        {(control) => (
          <Choices
            {...control}
            label="Channels"
            options={choices.channels}
            chosen={told.channels}
            emptyText="There is no channel of that name. Add channels under Alerts."
            onChange={(channels) => write({ ...told, channels })}
          />
        )}
      </Field>
      <Field id={`${id}-people`} label="People" optional hint="By e-mail.">
        {(control) => (
          <Choices
            {...control}
            label="People"
            options={choices.people}
            chosen={told.users}
            onChange={(users) => write({ ...told, users })}
          />
        )}
      </Field>
      <Field id={`${id}-message`} label="What they are told" optional hint="Besides which policy it was and which key.">
        {(control) => (
          <Input {...control} value={told.message} maxLength={300} onChange={({ target }) => write({ ...told, message: target.value })} />
        )}
      </Field>
      <div>
        <Button onClick={() => write(null)}>Tell nobody</Button>
      </div>
    </fieldset>
  );
}
