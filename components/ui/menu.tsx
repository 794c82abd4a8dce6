'use client';
import { Ellipsis } from 'lucide-react';
import { type KeyboardEvent, type ReactNode, useRef } from 'react';
import { Button, type ButtonProps } from './button.tsx';
import { tip } from './tip.ts';
import { useOnDemand } from './use-on-demand.ts';

export interface MenuAction {
  kind?: 'action';
  label: string;
  icon?: ReactNode;
  /** Shortcut to show, as in `Mod+K`; the menu does not bind it. */
  keys?: string;
  /** A link, or… */
  href?: string;
  /** …a deed. Labels of deeds that ask for more first end in "…". */
  onSelect?: () => void;
  danger?: boolean;
  /** Why it is not possible now; the item stays focusable and shows the sentence. */
  disabledReason?: string | undefined;
  /** Makes it a check item with this state; choosing it leaves the menu open. */
  checked?: boolean;
}

export type MenuEntry = MenuAction | { kind: 'separator'; id: string } | { kind: 'heading'; label: string };

export interface MenuProps {
  /** Names the menu, and its trigger when that shows only an icon. */
  label: string;
  entries: readonly MenuEntry[];
  /** Content of the trigger; without it the trigger is "⋯". */
  children?: ReactNode;
  variant?: ButtonProps['variant'];
  size?: ButtonProps['size'];
  align?: 'start' | 'end';
  className?: string;
}

const loadSurface = () => import('./menu-surface.tsx').then((module) => module.MenuSurface);

/** A button with a menu. The menu's code is fetched when the pointer or the focus comes near. */
export function Menu({ label, entries, children, variant = 'ghost', size = 'small', align = 'end', className }: MenuProps) {
  const { Component, open, onOpenChange, hint, show } = useOnDemand(loadSurface);
  const button = useRef<HTMLButtonElement>(null);
  const look = children === undefined ? ({ shape: 'icon', 'aria-label': label, ...tip(label), icon: <Ellipsis /> } as const) : {};
  const trigger = (
    <Button
      ref={button}
      variant={variant}
      size={size}
      open={open}
      className={className}
      aria-haspopup="menu"
      {...look}
      {...(Component ? {} : { 'aria-expanded': false, onPointerEnter: hint, onFocus: hint, onClick: show, onKeyDown: openByArrow(show) })}
    >
      {children}
    </Button>
  );
  return Component ? (
    <Component open={open} onOpenChange={onOpenChange} trigger={trigger} label={label} entries={entries} align={align} />
  ) : (
    trigger
  );
}

function openByArrow(show: () => Promise<void>) {
  return (event: KeyboardEvent): void => {
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
    event.preventDefault();
    void show();
  };
}
