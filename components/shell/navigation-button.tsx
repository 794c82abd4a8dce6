'use client';
import { Menu } from 'lucide-react';
import { IconButton } from '#components/ui/button.tsx';
import { useOnDemand } from '#components/ui/use-on-demand.ts';
import { useShell } from './shell-context.tsx';

const load = () => import('./navigation-sheet.tsx').then((module) => module.NavigationSheet);

/** Opens the pages as a sheet where the navigation does not fit. */
export function NavigationButton() {
  const { groups, openPalette } = useShell();
  const { Component, open, onOpenChange, hint, show } = useOnDemand(load);
  return (
    <>
      <IconButton
        label="Pages"
        icon={<Menu />}
        aria-haspopup="dialog"
        aria-expanded={open}
        onPointerEnter={hint}
        onFocus={hint}
        onClick={() => void show()}
        className="-ml-2 lg:hidden"
      />
      {Component ? <Component open={open} onOpenChange={onOpenChange} groups={groups} onSearch={openPalette} /> : null}
    </>
  );
}
