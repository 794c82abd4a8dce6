'use client';
import { Plus } from 'lucide-react';
import { useRef, useState } from 'react';
import { type Filter, filtersPatch } from '#components/shell/url-state.ts';
import { useCommand } from '#components/shell/use-command.tsx';
import { useUrl } from '#components/shell/use-url.tsx';
import { Button } from '#components/ui/button.tsx';
import { tip } from '#components/ui/tip.ts';
import { useOnDemand } from '#components/ui/use-on-demand.ts';
import type { Reader } from '#lib/core/format.ts';
import { FilterChip, SuggestedChip } from './filter-chip.tsx';
import type { FilterField, FindFilterValues } from './filter-field.ts';
import { addFilter, typedText } from './filter-text.ts';

export interface FilterBarProps {
  fields: readonly FilterField[];
  /** From the URL, as the server read it. */
  active: readonly Filter[];
  /** What people often look for here; shown dashed until chosen. */
  suggested?: readonly Filter[];
  findValues?: FindFilterValues;
  reader: Reader;
}

const loadBox = () => import('./filter-box.tsx').then((module) => module.FilterBox);
const suggestedLimit = 3;

/** Chips of what narrows the list, and a box in which typing or choosing adds one. */
export function FilterBar({ fields, active, suggested = [], findValues, reader }: FilterBarProps) {
  const { change, search } = useUrl();
  const box = useOnDemand(loadBox);
  const [start, setStart] = useState<{ text: string; replaces: Filter | undefined }>({ text: '', replaces: undefined });
  const opener = useRef<HTMLButtonElement>(null);
  const set = (filters: readonly Filter[]): void => change(filtersPatch(filters, search));
  const remove = (filter: Filter): void => set(active.filter((other) => other !== filter));
  const edit = (text: string, replaces: Filter | undefined): void => {
    setStart({ text, replaces });
    void box.show();
  };
  useCommand({ id: 'filter', label: 'Filter', keys: 'f', group: 'List', run: () => edit('', undefined) });
  return (
    <>
      {box.Component && box.open ? (
        <box.Component
          open={box.open}
          onOpenChange={(open) => {
            box.onOpenChange(open);
            // The button comes back only with the next render; focus returns to where the box was opened.
            if (!open) requestAnimationFrame(() => opener.current?.focus());
          }}
          fields={fields}
          initialText={start.text}
          findValues={findValues}
          reader={reader}
          onTake={(filter) =>
            set(
              addFilter(
                active.filter((other) => other !== start.replaces),
                filter,
              ),
            )
          }
          onRemoveLast={() => {
            const last = active.at(-1);
            if (last) remove(last);
          }}
        />
      ) : (
        <Button
          ref={opener}
          {...tip('Filter', 'F')}
          variant="ghost"
          size="small"
          icon={<Plus />}
          onPointerEnter={box.hint}
          onFocus={box.hint}
          onClick={() => edit('', undefined)}
        >
          Filter
        </Button>
      )}
      <Chips
        fields={fields}
        active={active}
        suggested={suggested}
        reader={reader}
        onEdit={(filter, field) => edit(typedText(field, filter.operator), filter)}
        onRemove={remove}
        onTake={(offer) => set(addFilter(active, offer))}
        onClear={() => set([])}
      />
    </>
  );
}

interface ChipsProps extends Required<Pick<FilterBarProps, 'fields' | 'active' | 'suggested' | 'reader'>> {
  onEdit: (filter: Filter, field: FilterField) => void;
  onRemove: (filter: Filter) => void;
  onTake: (filter: Filter) => void;
  onClear: () => void;
}

/** One list of what is set and what is offered; filters on fields the page does not know were dropped when the URL was read. */
function Chips({ fields, active, suggested, reader, onEdit, onRemove, onTake, onClear }: ChipsProps) {
  const withField = (filters: readonly Filter[]) =>
    filters.flatMap((filter) => {
      const field = fields.find((one) => one.field === filter.field);
      return field === undefined ? [] : [{ filter, field, key: `${filter.field} ${filter.operator} ${filter.values.join()}` }];
    });
  const offers = suggested.filter((offer) => !active.some(({ field }) => field === offer.field)).slice(0, suggestedLimit);
  if (active.length + offers.length === 0) return null;
  return (
    <ul aria-label="Filters" className="contents">
      {withField(active).map(({ filter, field, key }) => (
        <FilterChip
          key={key}
          filter={filter}
          field={field}
          reader={reader}
          onEdit={() => onEdit(filter, field)}
          onRemove={() => onRemove(filter)}
        />
      ))}
      {active.length < 2 ? null : (
        <li>
          <Button variant="ghost" size="small" onClick={onClear}>
            Clear
          </Button>
        </li>
      )}
      {withField(offers).map(({ filter, field, key }) => (
        <SuggestedChip key={key} filter={filter} field={field} reader={reader} onTake={() => onTake(filter)} />
      ))}
    </ul>
  );
}
