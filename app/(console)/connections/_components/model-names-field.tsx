'use client';
import { useState } from 'react';
import { useField } from '#components/forms/form-context.ts';
import { Field } from '#components/ui/field.tsx';
import { Textarea } from '#components/ui/input.tsx';
import { readModelNames, writeModelNames } from './model-names.ts';

/** Models with the names that the connection has for them, one a line: `gpt-4o = our-deployment`. */
export function ModelNamesField({ name, label, hint }: { name: string; label: string; hint: string }) {
  const field = useField(name, label);
  const [text, setText] = useState(() => writeModelNames(field.value));
  const change = (next: string): void => {
    const { names, fault } = readModelNames(next);
    setText(next);
    field.complain(fault);
    field.set(Object.keys(names).length === 0 ? undefined : names);
  };
  return (
    <Field id={field.id} label={label} hint={hint} error={field.error} optional>
      {(control) => (
        <Textarea
          {...control}
          name={name}
          rows={3}
          spellCheck={false}
          className="font-mono text-control"
          placeholder="gpt-4o = our-deployment"
          value={text}
          onChange={(event) => change(event.target.value)}
          onBlur={field.leave}
        />
      )}
    </Field>
  );
}
