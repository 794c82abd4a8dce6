'use client';
import { useEffect } from 'react';

/** Mounted at any number of places, listening once. */
let mounted = 0;

/**
 * Makes Ctrl C copy all digits of a shortened figure: of the one that is selected, or inside the link that has the focus, or
 * under the pointer. Elements carry them in `data-exact`.
 */
export function ExactCopy() {
  useEffect(() => {
    mounted += 1;
    if (mounted === 1) document.addEventListener('copy', copyExact);
    return () => {
      mounted -= 1;
      if (mounted === 0) document.removeEventListener('copy', copyExact);
    };
  }, []);
  return null;
}

function copyExact(event: ClipboardEvent): void {
  const exact = exactFigure();
  if (exact === undefined || event.defaultPrevented) return;
  event.clipboardData?.setData('text/plain', exact);
  event.preventDefault();
}

function exactFigure(): string | undefined {
  const selection = document.getSelection();
  if (selection && !selection.isCollapsed) {
    const start = selection.anchorNode;
    const figure = (start instanceof Element ? start : start?.parentElement)?.closest<HTMLElement>('[data-exact]');
    // Only a selection of the figure alone means the figure; a sentence around it is copied as it reads.
    return figure && selection.toString().trim() === figure.textContent?.trim() ? figure.dataset.exact : undefined;
  }
  if (document.activeElement?.matches('input, textarea, [contenteditable]')) return undefined;
  const inFocus = document.activeElement?.closest('a, button')?.querySelector<HTMLElement>('[data-exact]');
  return (inFocus ?? document.querySelector<HTMLElement>('[data-exact]:hover'))?.dataset.exact;
}
