'use client';
import { PopoverSurface, type PopoverSurfaceProps } from '#components/ui/popover-surface.tsx';
import { ScopePanel, type ScopePanelProps } from './scope-panel.tsx';

export interface ScopeSurfaceProps extends Pick<PopoverSurfaceProps, 'open' | 'onOpenChange' | 'trigger'>, ScopePanelProps {}

/** The scope tree in a popover. */
export function ScopeSurface({ open, onOpenChange, trigger, onChoose, ...panel }: ScopeSurfaceProps) {
  return (
    <PopoverSurface open={open} onOpenChange={onOpenChange} trigger={trigger} label="Scope" align="end">
      <ScopePanel
        {...panel}
        onChoose={(id) => {
          onOpenChange(false);
          onChoose(id);
        }}
      />
    </PopoverSurface>
  );
}
