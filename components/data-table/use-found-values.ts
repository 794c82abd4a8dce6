'use client';
import { useEffect, useState } from 'react';
import type { FilterOption, FindFilterValues } from './filter-field.ts';
import type { Typed } from './filter-text.ts';

const waitMs = 150;
const none: readonly FilterOption[] = [];

/** Values the server knows for what is typed; those of the keystroke before stay until the next arrive. */
export function useFoundValues(typed: Typed | undefined, find: FindFilterValues | undefined) {
  const field = typed?.field.kind === 'choice' || typed?.field.kind === 'text' ? typed.field.field : undefined;
  const text = typed?.rest ?? '';
  const [answer, setAnswer] = useState<{ field: string; text: string; found: readonly FilterOption[] }>();
  useEffect(() => {
    if (field === undefined || find === undefined) return;
    let current = true;
    const timer = setTimeout(() => {
      find(field, text).then(
        (found) => {
          if (current) setAnswer({ field, text, found });
        },
        // What the page knows already is still offered; the next keystroke asks again.
        () => {
          if (current) setAnswer({ field, text, found: none });
        },
      );
    }, waitMs);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [field, text, find]);
  const fits = answer !== undefined && answer.field === field;
  return {
    found: fits ? answer.found : none,
    searching: field !== undefined && find !== undefined && !(fits && answer.text === text),
  };
}
