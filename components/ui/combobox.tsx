'use client';
import { Check, ChevronDown } from 'lucide-react';
import { type KeyboardEvent, useId, useRef, useState } from 'react';
import { cn } from './cn.ts';
import { controlClasses } from './input.tsx';
import { matchOptions } from './match-options.ts';

export interface ComboboxOption {
  value: string;
  label: string;
  /** Second line: a team, an id, a price. */
  detail?: string;
}

export interface ComboboxProps {
  id: string;
  options: readonly ComboboxOption[];
  value: string | undefined;
  onChange: (value: string | undefined) => void;
  /** Called as somebody types, for lists that are searched on the server; then `options` is what it found. */
  onSearch?: (text: string) => void;
  placeholder?: string;
  /** Says what an empty list means: "No team of that name". */
  emptyText?: string;
  onBlur?: () => void;
  'aria-describedby'?: string | undefined;
  'aria-invalid'?: true | undefined;
  'aria-required'?: true | undefined;
  'aria-label'?: string;
}

/** Text input with a list of what matches; arrows move, Enter takes, Esc closes, typing filters. */
export function Combobox({
  id,
  options,
  value,
  onChange,
  onSearch,
  placeholder,
  emptyText = 'Nothing matches',
  onBlur,
  ...aria
}: ComboboxProps) {
  const listId = useId();
  const [text, setText] = useState<string>();
  const [open, setOpen] = useState(false);
  const [active, setActive] = useState(0);
  const input = useRef<HTMLInputElement>(null);
  const chosen = options.find((option) => option.value === value);
  const visible = text === undefined || onSearch ? options : matchOptions(options, text);
  const optionId = (index: number): string => `${listId}-${index}`;

  const close = (): void => {
    setOpen(false);
    setText(undefined);
  };
  const take = (option: ComboboxOption | undefined): void => {
    if (!option) return;
    onChange(option.value);
    close();
  };
  const type = (next: string): void => {
    setText(next);
    setActive(0);
    setOpen(true);
    onSearch?.(next);
    if (next === '') onChange(undefined);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const moves: Record<string, number> = { ArrowDown: 1, ArrowUp: -1 };
    const move = moves[event.key];
    if (move !== undefined) {
      event.preventDefault();
      if (open) setActive((active + move + visible.length) % Math.max(1, visible.length));
      setOpen(true);
    } else if (event.key === 'Enter' && open) {
      event.preventDefault();
      take(visible[active]);
    } else if (event.key === 'Escape' && open) {
      event.stopPropagation();
      close();
    }
  };

  return (
    <div className="relative">
      <input
        {...aria}
        ref={input}
        id={id}
        role="combobox"
        aria-expanded={open}
        aria-controls={listId}
        aria-autocomplete="list"
        aria-activedescendant={open && visible.length > 0 ? optionId(active) : undefined}
        autoComplete="off"
        dir="auto"
        placeholder={placeholder}
        value={text ?? chosen?.label ?? ''}
        onChange={(event) => type(event.target.value)}
        onClick={() => setOpen(true)}
        onKeyDown={onKeyDown}
        onBlur={() => {
          close();
          onBlur?.();
        }}
        className={cn(controlClasses, 'pr-8')}
      />
      <ChevronDown className="pointer-events-none absolute top-2 right-2 text-quiet touch:top-3" />
      <OptionList
        id={listId}
        open={open}
        options={visible}
        value={value}
        active={active}
        optionId={optionId}
        emptyText={emptyText}
        onTake={take}
      />
    </div>
  );
}

interface OptionListProps {
  id: string;
  open: boolean;
  options: readonly ComboboxOption[];
  value: string | undefined;
  active: number;
  optionId: (index: number) => string;
  emptyText: string;
  onTake: (option: ComboboxOption) => void;
}

function OptionList({ id, open, options, value, active, optionId, emptyText, onTake }: OptionListProps) {
  return (
    <div
      id={id}
      role="listbox"
      aria-label="Suggestions"
      hidden={!open}
      className="absolute inset-x-0 top-full z-(--layer-menu) mt-1 max-h-72 overflow-y-auto rounded-lg border border-edge bg-raised p-1 text-control shadow-float"
    >
      {options.map((option, index) => (
        // biome-ignore lint/a11y/useFocusableInteractive: focus stays in the input, which names the active option
        <div
          key={option.value}
          id={optionId(index)}
          role="option"
          aria-selected={option.value === value}
          ref={(node) => {
            if (index === active && open) node?.scrollIntoView({ block: 'nearest' });
          }}
          onPointerDown={(event) => {
            event.preventDefault();
            onTake(option);
          }}
          className={cn(
            'flex min-h-7 cursor-pointer items-center gap-2 rounded-sm px-2 py-1 hover:bg-hover touch:min-h-10',
            index === active && 'bg-hover',
          )}
        >
          <span className="min-w-0 flex-1">
            <span className="block truncate" dir="auto">
              {option.label}
            </span>
            {option.detail === undefined ? null : <span className="block truncate text-caption text-quiet">{option.detail}</span>}
          </span>
          {option.value === value ? <Check /> : null}
        </div>
      ))}
      {options.length === 0 ? <p className="px-2 py-1.5 text-quiet">{emptyText}</p> : null}
    </div>
  );
}
