import { cn } from '#components/ui/cn.ts';
import { createFormat, type Reader } from '#lib/core/format.ts';
import type { Suggestion } from './filter-text.ts';

export interface FilterSuggestionsProps {
  id: string;
  optionId: (index: number) => string;
  suggestions: readonly Suggestion[];
  active: number;
  reader: Reader;
  /** Said instead of an empty list. */
  empty: string;
  onTake: (suggestion: Suggestion) => void;
}

/** The list under the filter box; focus stays in the box, which names the active line. */
export function FilterSuggestions({ id, optionId, suggestions, active, reader, empty, onTake }: FilterSuggestionsProps) {
  const format = createFormat(reader);
  return (
    <div
      id={id}
      role="listbox"
      aria-label="Suggestions"
      data-float
      className="absolute top-full left-0 z-(--layer-menu) mt-1 max-h-80 w-72 max-w-[calc(100vw-2rem)] animate-menu-in overflow-y-auto rounded-lg border border-edge bg-raised p-1 text-control shadow-float"
    >
      {suggestions.map((suggestion, index) => (
        // biome-ignore lint/a11y/useFocusableInteractive: focus stays in the input, which names the active option
        // biome-ignore lint/a11y/useKeyWithClickEvents: the input answers the keys
        <div
          key={suggestion.id}
          id={optionId(index)}
          role="option"
          aria-selected={index === active}
          // Keeps the focus, and with it the list, where it is.
          onPointerDown={(event) => event.preventDefault()}
          onClick={() => onTake(suggestion)}
          className={cn(
            'flex min-h-7 cursor-pointer items-center gap-2 rounded-sm px-2 py-1 touch:min-h-10',
            index === active ? 'bg-hover' : 'hover:bg-hover',
          )}
        >
          <span className="min-w-0 flex-1">
            <span className="block truncate" dir="auto">
              {suggestion.label}
            </span>
            {suggestion.kind === 'filter' && suggestion.detail !== '' ? (
              <span className="block truncate text-caption text-quiet" dir="auto">
                {suggestion.detail}
              </span>
            ) : null}
          </span>
          {suggestion.kind === 'filter' && suggestion.count !== undefined ? (
            <span className="shrink-0 text-caption text-quiet tabular-nums">{format.count(suggestion.count)}</span>
          ) : null}
        </div>
      ))}
      {suggestions.length === 0 ? (
        <div role="option" aria-disabled aria-selected={false} tabIndex={-1} className="px-2 py-1.5 text-quiet">
          {empty}
        </div>
      ) : null}
    </div>
  );
}
