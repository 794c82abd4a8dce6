'use client';
import { useState } from 'react';
import { useField } from '#components/forms/form-context.ts';
import { Field } from '#components/ui/field.tsx';
import { Input } from '#components/ui/input.tsx';

/** When a grant ends by itself: the end of a day, in the time of the browser. Empty is never. */
export function EndField() {
  const field = useField('expires_at', 'Until');
  const [day, setDay] = useState('');
  const choose = (next: string): void => {
    setDay(next);
    const end = new Date(`${next}T23:59:59`);
    field.set(Number.isNaN(end.getTime()) ? undefined : end.toISOString());
  };
  return (
    <Field
      id={field.id}
      label="Until"
      hint="It ends by itself with that day. Empty: until somebody takes it away."
      error={field.error}
      optional
    >
      {(control) => (
        <Input
          {...control}
          name="expires_at"
          type="date"
          value={day}
          onChange={(event) => choose(event.target.value)}
          onBlur={field.leave}
        />
      )}
    </Field>
  );
}
