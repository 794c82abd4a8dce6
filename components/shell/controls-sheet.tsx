'use client';
import { Sheet } from '#components/ui/sheet.tsx';
import type { Surface } from '#components/ui/use-on-demand.ts';
import type { Comparison, Range, RangeContext } from './range.ts';
import { RangePanel } from './range-panel.tsx';
import { type ScopeNode, ScopePanel } from './scope-panel.tsx';

export interface ControlsSheetProps extends Surface {
  scopes: readonly ScopeNode[] | undefined;
  current: ScopeNode | undefined;
  range: Range | undefined;
  comparison: Comparison;
  context: RangeContext;
  locale: string;
  onScope: (id: string) => void;
  onRange: (range: Range, comparison: Comparison) => void;
}

/** Scope and dates on narrow screens, one above the other. */
export function ControlsSheet({
  open,
  onOpenChange,
  scopes,
  current,
  range,
  comparison,
  context,
  locale,
  onScope,
  onRange,
}: ControlsSheetProps) {
  const closing =
    <Values extends unknown[]>(act: (...values: Values) => void) =>
    (...values: Values): void => {
      onOpenChange(false);
      act(...values);
    };
  return (
    <Sheet open={open} onOpenChange={onOpenChange} title="Scope and dates" side="bottom">
      {range ? <RangePanel range={range} comparison={comparison} context={context} locale={locale} onChoose={closing(onRange)} /> : null}
      {scopes && current ? (
        <div className="border-t">
          <ScopePanel nodes={scopes} current={current.id} onChoose={closing(onScope)} />
        </div>
      ) : null}
    </Sheet>
  );
}
