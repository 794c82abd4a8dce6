'use client';
import { type ReactNode, useRef } from 'react';

export interface ScrollRegionProps {
  label: string;
  children: ReactNode;
}

/** Scrolls both ways inside the page; a line beside the first column shows that something has passed under it. */
export function ScrollRegion({ label, children }: ScrollRegionProps) {
  const region = useRef<HTMLElement>(null);
  return (
    <section
      ref={region}
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by key (WCAG 2.1.1)
      tabIndex={0}
      onScroll={({ currentTarget }) => currentTarget.toggleAttribute('data-scrolled', currentTarget.scrollLeft > 0)}
      className="group/region relative min-h-0 flex-1 overflow-auto focus-visible:-outline-offset-2"
    >
      {children}
    </section>
  );
}
