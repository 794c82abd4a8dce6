'use client';
import { PopoverSurface, type PopoverSurfaceProps } from '#components/ui/popover-surface.tsx';
import { RangePanel, type RangePanelProps } from './range-panel.tsx';

export interface RangeSurfaceProps extends Pick<PopoverSurfaceProps, 'open' | 'onOpenChange' | 'trigger'>, RangePanelProps {}

/** The date range in a popover. */
export function RangeSurface({ open, onOpenChange, trigger, onChoose, ...panel }: RangeSurfaceProps) {
  return (
    <PopoverSurface open={open} onOpenChange={onOpenChange} trigger={trigger} label="Dates" align="end">
      <RangePanel
        {...panel}
        onChoose={(range, comparison) => {
          onOpenChange(false);
          onChoose(range, comparison);
        }}
      />
    </PopoverSurface>
  );
}
