'use client';
import type { ComponentType, ReactNode } from 'react';
import { type Surface, useOnDemand } from './use-on-demand.ts';

export interface OnDemandProps<Props extends Surface> {
  /** Fetches the component; define the function outside of render: `const load = () => import('./create-key-dialog.tsx').then(…)`. */
  load: () => Promise<ComponentType<Props>>;
  /** The component's own props, without `open` and `onOpenChange`. */
  with: Omit<Props, keyof Surface>;
  /** Draws the trigger; call `show` to open, spread `near` on it so that the download starts early. */
  children: (show: () => void, near: { onPointerEnter: () => void; onFocus: () => void }) => ReactNode;
}

/** A dialog, sheet or form whose code is fetched when somebody reaches for it. */
export function OnDemand<Props extends Surface>({ load, with: own, children }: OnDemandProps<Props>) {
  const { Component, open, onOpenChange, hint, show } = useOnDemand<Props>(load);
  // The cast holds because Props is exactly its own part plus Surface, which TypeScript cannot derive from Omit.
  const props = { ...own, open, onOpenChange } as Props;
  return (
    <>
      {children(() => void show(), { onPointerEnter: hint, onFocus: hint })}
      {Component ? <Component {...props} /> : null}
    </>
  );
}
