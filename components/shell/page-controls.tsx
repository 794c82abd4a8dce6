'use client';
import { CalendarRange, ChevronDown } from 'lucide-react';
import { Button } from '#components/ui/button.tsx';
import { useOnDemand } from '#components/ui/use-on-demand.ts';
import { usePreferences } from './preferences.tsx';
import type { Comparison, Preset, Range, RangeContext } from './range.ts';
import { rangeWords } from './range-words.ts';
import type { ScopeNode } from './scope-panel.tsx';
import { comparisonPatch, rangePatch } from './url-state.ts';
import { useCommand } from './use-command.tsx';
import { useUrl } from './use-url.tsx';

export interface PageControlsProps {
  /** What the reader may see, in tree order; absent on pages without a scope. */
  scopes?: readonly ScopeNode[];
  scope?: string;
  /** Absent on pages without a range. */
  range?: Range;
  comparison?: Comparison;
  /** The range that leaves no trace in the URL. */
  defaultRange?: Preset;
}

const loadScope = () => import('./scope-surface.tsx').then((module) => module.ScopeSurface);
const loadRange = () => import('./range-surface.tsx').then((module) => module.RangeSurface);
const loadBoth = () => import('./controls-sheet.tsx').then((module) => module.ControlsSheet);

/** The moment, zone and calendar that ranges are reckoned in for this reader. */
export function useRangeContext(): RangeContext {
  const { reader, now, firstEvent, fiscalStartMonth } = usePreferences();
  return { now: new Date(now), timeZone: reader.timeZone, firstEvent: new Date(firstEvent), fiscalStartMonth };
}

/** For whom and when: scope switcher (S) and date range (D), folded into one button on narrow screens. */
export function PageControls({ scopes, scope, range, comparison = 'previous', defaultRange = '30d' }: PageControlsProps) {
  const { change } = useUrl();
  const current = scopes?.find(({ id }) => id === scope) ?? scopes?.[0];
  const chooseScope = (id: string): void => change({ scope: id === scopes?.[0]?.id ? undefined : id });
  const chooseRange = (next: Range, versus: Comparison): void => change({ ...rangePatch(next, defaultRange), ...comparisonPatch(versus) });
  return (
    <div className="flex shrink-0 items-center gap-2">
      <div className="flex items-center gap-2 max-sm:hidden">
        {scopes && current ? <ScopeButton scopes={scopes} current={current} onChoose={chooseScope} /> : null}
        {range ? <RangeButton range={range} comparison={comparison} onChoose={chooseRange} /> : null}
      </div>
      {scopes || range ? (
        <BothButton scopes={scopes} current={current} range={range} comparison={comparison} onScope={chooseScope} onRange={chooseRange} />
      ) : null}
    </div>
  );
}

interface ScopeButtonProps {
  scopes: readonly ScopeNode[];
  current: ScopeNode;
  onChoose: (id: string) => void;
}

function ScopeButton({ scopes, current, onChoose }: ScopeButtonProps) {
  const { Component, open, onOpenChange, hint, show } = useOnDemand(loadScope);
  useCommand({ id: 'scope', label: 'Change scope', keys: 's', group: 'View', run: () => void show() });
  const trigger = (
    <Button
      size="small"
      open={open}
      data-tip="Scope"
      data-tip-keys="S"
      aria-haspopup="dialog"
      {...triggerProps(Component !== undefined, hint, show)}
    >
      <span className="sr-only">Scope: </span>
      <span className="max-w-44 truncate" dir="auto">
        {current.label}
      </span>
      <ChevronDown className="size-3.5 text-quiet" />
    </Button>
  );
  return Component ? (
    <Component open={open} onOpenChange={onOpenChange} trigger={trigger} nodes={scopes} current={current.id} onChoose={onChoose} />
  ) : (
    trigger
  );
}

interface RangeButtonProps {
  range: Range;
  comparison: Comparison;
  onChoose: (range: Range, comparison: Comparison) => void;
}

function RangeButton({ range, comparison, onChoose }: RangeButtonProps) {
  const { Component, open, onOpenChange, hint, show } = useOnDemand(loadRange);
  const context = useRangeContext();
  const { reader } = usePreferences();
  const words = rangeWords(range, comparison, context, reader);
  useCommand({ id: 'range', label: 'Change dates', keys: 'd', group: 'View', run: () => void show() });
  const trigger = (
    <Button
      size="small"
      open={open}
      data-tip={words?.long ?? 'Date range'}
      data-tip-keys="D"
      aria-haspopup="dialog"
      {...triggerProps(Component !== undefined, hint, show)}
    >
      <span className="sr-only">Dates: </span>
      {words?.short}
      {words?.versus === undefined ? null : <span className="font-normal text-quiet max-md:hidden">{words.versus}</span>}
      <ChevronDown className="size-3.5 text-quiet" />
    </Button>
  );
  return Component ? (
    <Component
      open={open}
      onOpenChange={onOpenChange}
      trigger={trigger}
      range={range}
      comparison={comparison}
      context={context}
      locale={reader.locale}
      onChoose={onChoose}
    />
  ) : (
    trigger
  );
}

interface BothButtonProps {
  scopes: readonly ScopeNode[] | undefined;
  current: ScopeNode | undefined;
  range: Range | undefined;
  comparison: Comparison;
  onScope: (id: string) => void;
  onRange: (range: Range, comparison: Comparison) => void;
}

function BothButton({ scopes, current, range, comparison, onScope, onRange }: BothButtonProps) {
  const { Component, open, onOpenChange, hint, show } = useOnDemand(loadBoth);
  const context = useRangeContext();
  const { reader } = usePreferences();
  const words = range ? rangeWords(range, comparison, context, reader) : undefined;
  return (
    <div className="sm:hidden">
      <Button size="small" aria-haspopup="dialog" icon={<CalendarRange />} onPointerEnter={hint} onFocus={hint} onClick={() => void show()}>
        <span className="sr-only">{`Scope and dates: ${current?.label ?? ''} `}</span>
        {words?.short ?? current?.label}
      </Button>
      {Component ? (
        <Component
          open={open}
          onOpenChange={onOpenChange}
          scopes={scopes}
          current={current}
          range={range}
          comparison={comparison}
          context={context}
          locale={reader.locale}
          onScope={onScope}
          onRange={onRange}
        />
      ) : null}
    </div>
  );
}

function triggerProps(loaded: boolean, hint: () => void, show: () => Promise<void>) {
  return loaded ? {} : { 'aria-expanded': false, onPointerEnter: hint, onFocus: hint, onClick: () => void show() };
}
