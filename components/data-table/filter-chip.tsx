import { X } from 'lucide-react';
import type { Filter } from '#components/shell/url-state.ts';
import type { Reader } from '#lib/core/format.ts';
import type { FilterField } from './filter-field.ts';
import { type FilterWords, filterWords } from './filter-words.ts';

interface ChipProps {
  filter: Filter;
  field: FilterField;
  reader: Reader;
}

export interface FilterChipProps extends ChipProps {
  onEdit: () => void;
  onRemove: () => void;
}

const spoken = ({ label, operator, value }: FilterWords): string => [label, operator, value].filter(Boolean).join(' ');

/** "Model is claude-sonnet ✕": the words open the filter for another value, the cross takes it away. */
export function FilterChip({ filter, field, reader, onEdit, onRemove }: FilterChipProps) {
  const words = filterWords(filter, field, reader);
  return (
    <li className="inline-flex h-7 min-w-0 max-w-80 items-center rounded-md border border-edge bg-surface text-control touch:h-10">
      <button
        type="button"
        onClick={onEdit}
        aria-label={`${spoken(words)}, change`}
        className="flex h-full min-w-0 items-center gap-1 rounded-l-md pr-1 pl-2 hover:bg-hover"
      >
        <span className="shrink-0 text-quiet">
          {words.label} {words.operator}
        </span>
        <span className="truncate font-medium" dir="auto" title={words.value}>
          {words.value}
        </span>
      </button>
      <button
        type="button"
        onClick={onRemove}
        aria-label={`Remove ${spoken(words)}`}
        className="flex h-full w-6 shrink-0 items-center justify-center rounded-r-md text-quiet hover:bg-hover hover:text-ink touch:w-10"
      >
        <X className="size-3.5" />
      </button>
    </li>
  );
}

/** A filter people often want here. */
export function SuggestedChip({ filter, field, reader, onTake }: ChipProps & { onTake: () => void }) {
  const words = filterWords(filter, field, reader);
  return (
    <li className="inline-flex max-md:hidden">
      <button
        type="button"
        onClick={onTake}
        aria-label={`Filter: ${spoken(words)}`}
        className="h-7 max-w-64 truncate rounded-md border border-control-edge border-dashed px-2 text-control text-quiet hover:bg-hover hover:text-ink touch:h-10"
      >
        {spoken(words)}
      </button>
    </li>
  );
}
