'use client';
import { Search } from 'lucide-react';
import { type ComponentProps, useEffect, useRef, useState } from 'react';
import { useCommand } from '#components/shell/use-command.tsx';
import { useUrl } from '#components/shell/use-url.tsx';
import { cn } from '#components/ui/cn.ts';
import { controlClasses } from '#components/ui/input.tsx';

export interface SearchBoxProps {
  /** Names the box: "Search keys". */
  label: string;
  /** `q` as the server read it. */
  value: string | undefined;
  /** Lists where each keystroke would cost a scan wait for Enter. */
  onEnter?: boolean;
}

const waitMs = 250;

type FormSubmit = NonNullable<ComponentProps<'form'>['onSubmit']>;

/** Finds rows by text. Typing replaces the URL, so that Back leaves the list rather than unwinding letters. */
export function SearchBox({ label, value, onEnter = false }: SearchBoxProps) {
  const { change } = useUrl();
  const [text, setText] = useState(value ?? '');
  const [known, setKnown] = useState(value);
  const input = useRef<HTMLInputElement>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useCommand({ id: 'search-list', label, keys: '/', group: 'List', run: () => input.current?.focus() });
  useEffect(() => () => clearTimeout(timer.current), []);
  // Back, a saved view or "Clear" changed the URL; what somebody is typing right now stays.
  if (value !== known) {
    setKnown(value);
    if ((value ?? '') !== text.trim()) setText(value ?? '');
  }
  const search = (next: string): void => {
    clearTimeout(timer.current);
    if (next.trim() !== (value ?? '')) change({ q: next.trim() || undefined }, 'replace');
  };
  const type = (next: string): void => {
    setText(next);
    clearTimeout(timer.current);
    if (!onEnter || next === '') timer.current = setTimeout(() => search(next), waitMs);
  };
  const onSubmit: FormSubmit = (event) => {
    event.preventDefault();
    search(text);
  };
  return (
    <search className="relative min-w-0 flex-1 basis-full sm:max-w-64 sm:basis-40">
      <form onSubmit={onSubmit}>
        <Search className="pointer-events-none absolute top-1.5 left-2 text-faint touch:top-3" />
        <input
          ref={input}
          type="search"
          name="q"
          aria-label={label}
          placeholder={`${label}…`}
          autoComplete="off"
          dir="auto"
          value={text}
          onChange={(event) => type(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === 'Escape' && text !== '') {
              event.preventDefault();
              type('');
            }
          }}
          className={cn(controlClasses, 'h-7 border-edge pl-8 text-control [&::-webkit-search-cancel-button]:hidden')}
        />
      </form>
    </search>
  );
}
