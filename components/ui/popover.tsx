'use client';
import type { ReactNode } from 'react';
import { Button, type ButtonProps } from './button.tsx';
import { useOnDemand } from './use-on-demand.ts';

export interface PopoverProps {
  /** Names the popover. */
  label: string;
  /** Content of the trigger button. */
  button: ReactNode;
  variant?: ButtonProps['variant'];
  size?: ButtonProps['size'];
  align?: 'start' | 'center' | 'end';
  className?: string;
  children: ReactNode;
}

const loadSurface = () => import('./popover-surface.tsx').then((module) => module.PopoverSurface);

/** A button with a popover of static content: an explanation, a legend. Positioning code is fetched on approach. */
export function Popover({ label, button, variant = 'ghost', size = 'small', align = 'start', className, children }: PopoverProps) {
  const { Component, open, onOpenChange, hint, show } = useOnDemand(loadSurface);
  const later = Component ? {} : { 'aria-expanded': false, onPointerEnter: hint, onFocus: hint, onClick: show };
  const trigger = (
    <Button variant={variant} size={size} open={open} aria-haspopup="dialog" className={className} {...later}>
      {button}
    </Button>
  );
  if (!Component) return trigger;
  return (
    <Component open={open} onOpenChange={onOpenChange} trigger={trigger} label={label} align={align} className="w-80 p-4">
      {children}
    </Component>
  );
}
