'use client';
import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import type { Filter } from '#components/shell/url-state.ts';
import { cn } from '#components/ui/cn.ts';
import { controlClasses } from '#components/ui/input.tsx';
import type { Surface } from '#components/ui/use-on-demand.ts';
import type { Reader } from '#lib/core/format.ts';
import type { FilterField, FindFilterValues } from './filter-field.ts';
import { FilterSuggestions } from './filter-suggestions.tsx';
import { readTyped, type Suggestion, suggest } from './filter-text.ts';
import { useFoundValues } from './use-found-values.ts';

export interface FilterBoxProps extends Surface {
  fields: readonly FilterField[];
  /** `model:` when a chip is changed. */
  initialText: string;
  findValues: FindFilterValues | undefined;
  reader: Reader;
  onTake: (filter: Filter) => void;
  /** Backspace in the empty box. */
  onRemoveLast: () => void;
}

/**
 * Fields first, then their values: "model:" lists models, "cost>20" is ready at once. Arrows move, Enter takes, Esc leaves;
 * each taken filter empties the box for the next.
 */
export function FilterBox({ onOpenChange, fields, initialText, findValues, reader, onTake, onRemoveLast }: FilterBoxProps) {
  const listId = useId();
  const [text, setText] = useState(initialText);
  const [active, setActive] = useState(0);
  const input = useRef<HTMLInputElement>(null);
  const typed = readTyped(text, fields);
  const { found, searching } = useFoundValues(typed, findValues);
  const suggestions = suggest(text, fields, reader.locale, found);
  useEffect(() => input.current?.focus(), []);

  const type = (next: string): void => {
    setText(next);
    setActive(0);
  };
  const take = (suggestion: Suggestion | undefined): void => {
    if (!suggestion) return;
    if (suggestion.kind === 'continue') {
      type(suggestion.text);
      return;
    }
    onTake(suggestion.filter);
    onOpenChange(false);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) {
      event.preventDefault();
      setActive((active + step + suggestions.length) % Math.max(1, suggestions.length));
    } else if (event.key === 'Enter' || (event.key === 'Tab' && text !== '' && !event.shiftKey && suggestions.length > 0)) {
      event.preventDefault();
      take(suggestions[active]);
    } else if (event.key === 'Escape') {
      event.preventDefault();
      event.stopPropagation();
      onOpenChange(false);
    } else if (event.key === 'Backspace' && text === '') {
      event.preventDefault();
      onRemoveLast();
    }
  };
  const optionId = (index: number): string => `${listId}-${index}`;
  return (
    <div className="relative w-56 max-sm:w-full">
      <input
        ref={input}
        role="combobox"
        aria-label="Filter by"
        aria-expanded
        aria-controls={listId}
        aria-autocomplete="list"
        aria-activedescendant={suggestions.length > 0 ? optionId(active) : undefined}
        autoComplete="off"
        spellCheck={false}
        dir="auto"
        placeholder="Filter by… or model:name"
        value={text}
        onChange={(event) => type(event.target.value)}
        onKeyDown={onKeyDown}
        onBlur={() => onOpenChange(false)}
        className={cn(controlClasses, 'h-7 text-control')}
      />
      <FilterSuggestions
        id={listId}
        optionId={optionId}
        suggestions={suggestions}
        active={active}
        reader={reader}
        empty={searching ? 'Searching…' : emptyWords(typed, text)}
        onTake={take}
      />
    </div>
  );
}

function emptyWords(typed: ReturnType<typeof readTyped>, text: string): string {
  if (!typed) return `No field matches “${text}”`;
  if (typed.field.kind === 'choice' || typed.field.kind === 'flag') return `No ${typed.field.label.toLowerCase()} matches “${typed.rest}”`;
  const examples: Record<string, string> = { money: '$20', duration: '2s', count: '1.5k', text: 'a name' };
  const example = examples[typed.field.kind] ?? 'a value';
  return typed.operator === 'between' ? `Type two values, as in ${example} and ${example}` : `Type a value, as in ${example}`;
}
