'use client';
import { Plus } from 'lucide-react';
import { Button } from '#components/ui/button.tsx';
import type { SelectOption } from '#components/ui/select.tsx';
import type { WidgetKind } from '#lib/contracts/widgets.ts';
import type { Box } from '#lib/core/grid-layout.ts';
import { kindWords, type WidgetData } from './widget-words.ts';

type Place = Box & { readonly id: string };
type Make = (at: Place) => WidgetData;

const asked = { range: 'dashboard', filters: {} } as const;

/** A first version of each kind; what it is about is chosen afterwards. */
const first: Readonly<Record<Exclude<WidgetKind, 'budget'>, { readonly size: Pick<Box, 'w' | 'h'>; readonly make: Make }>> = {
  figure: { size: { w: 3, h: 2 }, make: (at) => ({ ...asked, ...at, kind: 'figure', title: 'Spend', measure: 'cost' }) },
  series: {
    size: { w: 8, h: 6 },
    make: (at) => ({ ...asked, ...at, kind: 'series', title: 'Spend by team', measure: 'cost', group_by: 'team', limit: 5 }),
  },
  bars: {
    size: { w: 4, h: 6 },
    make: (at) => ({ ...asked, ...at, kind: 'bars', title: 'Models', measure: 'cost', group_by: 'model', limit: 8 }),
  },
  table: {
    size: { w: 12, h: 8 },
    make: (at) => ({ ...asked, ...at, kind: 'table', title: 'Spend by team and model', group_by: ['team', 'model'], limit: 12 }),
  },
  text: { size: { w: 4, h: 3 }, make: (at) => ({ ...at, kind: 'text', title: 'Note', text: '' }) },
};

export interface AddWidgetProps {
  budgets: readonly SelectOption[];
  onAdd: (make: Make, size: Pick<Box, 'w' | 'h'>) => void;
}

/** A button for each kind of widget; a new one takes the first free place. */
export function AddWidget({ budgets, onAdd }: AddWidgetProps) {
  const [budget] = budgets;
  const noBudget = budget === undefined ? { disabledReason: 'You see no budget that it could show' } : {};
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset brings a frame, and nothing is submitted here
    <div role="group" aria-label="Add a widget" className="flex flex-wrap items-center gap-1.5">
      {(['figure', 'series', 'bars', 'table', 'text'] as const).map((kind) => (
        <Button
          key={kind}
          size="small"
          icon={<Plus aria-hidden className="size-4" />}
          onClick={() => onAdd(first[kind].make, first[kind].size)}
        >
          {kindWords[kind]}
        </Button>
      ))}
      <Button
        size="small"
        icon={<Plus aria-hidden className="size-4" />}
        {...noBudget}
        onClick={() => {
          if (budget !== undefined)
            onAdd((at) => ({ ...at, kind: 'budget', title: budget.label, budget_id: budget.value }), { w: 4, h: 3 });
        }}
      >
        {kindWords.budget}
      </Button>
    </div>
  );
}
