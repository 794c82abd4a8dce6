'use client';
import { X } from 'lucide-react';
import { type KeyboardEvent, useState } from 'react';
import { announce } from '#components/ui/announce.ts';
import { Field } from '#components/ui/field.tsx';
import { useField } from './form-context.ts';
import type { FormFieldProps } from './text-fields.tsx';

const noTags: readonly string[] = [];

/** A list of short texts: Enter or a comma adds, Backspace on empty takes the last away. The value is a list of strings. */
export function TagsField({ name, label, hint, optional = false, inherited }: FormFieldProps) {
  const field = useField(name, label);
  const [text, setText] = useState('');
  const tags = Array.isArray(field.value) ? field.value.filter((tag): tag is string => typeof tag === 'string') : noTags;
  const add = (): void => {
    const added = text
      .split(',')
      .map((tag) => tag.trim())
      .filter((tag) => tag !== '' && !tags.includes(tag));
    setText('');
    if (added.length > 0) field.set([...tags, ...added]);
  };
  const remove = (tag: string): void => {
    const rest = tags.filter((other) => other !== tag);
    field.set(rest.length === 0 ? undefined : rest);
    announce(`${tag} removed`);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const last = tags.at(-1);
    if ((event.key === 'Enter' && !event.ctrlKey && !event.metaKey) || event.key === ',') {
      if (text.trim() === '') return;
      event.preventDefault();
      add();
    } else if (event.key === 'Backspace' && text === '' && last !== undefined) remove(last);
  };
  return (
    <Field id={field.id} label={label} hint={hint} error={field.error} optional={optional}>
      {(control) => (
        <div className="flex min-h-8 flex-wrap items-center gap-1 rounded-md border border-control-edge bg-surface px-1.5 py-1 focus-within:outline-2 focus-within:outline-brand">
          <ul aria-label={label} className="contents">
            {tags.map((tag) => (
              <li key={tag} className="inline-flex h-6 items-center gap-0.5 rounded-sm bg-sunken pl-1.5 text-control">
                <span dir="auto">{tag}</span>
                <button
                  type="button"
                  aria-label={`Remove ${tag}`}
                  onClick={() => remove(tag)}
                  className="inline-flex size-6 items-center justify-center rounded-sm hover:bg-hover"
                >
                  <X className="size-3.5" />
                </button>
              </li>
            ))}
          </ul>
          <input
            {...control}
            dir="auto"
            autoComplete="off"
            placeholder={tags.length === 0 ? inherited : undefined}
            value={text}
            onChange={(event) => setText(event.target.value)}
            onKeyDown={onKeyDown}
            onBlur={() => {
              add();
              field.leave();
            }}
            className="h-6 min-w-24 flex-1 bg-transparent px-1 text-body outline-none"
          />
        </div>
      )}
    </Field>
  );
}
