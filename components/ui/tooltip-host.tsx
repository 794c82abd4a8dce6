'use client';
import { useEffect, useRef, useState } from 'react';
import { Kbd } from './kbd.tsx';
import { placeBeside } from './place-beside.ts';

interface Shown {
  text: string;
  keys: string | undefined;
  anchor: HTMLElement;
}

const firstDelayMs = 400;
/** How long after one tooltip its neighbours still come at once. */
const neighbourMs = 300;

/**
 * Draws the tooltips of the whole page for elements with {@link tip} attributes; once in the root layout. One listener
 * instead of a component a button keeps tables of a hundred rows light. Esc hides it, the pointer may rest on it.
 */
export function TooltipHost() {
  const [shown, setShown] = useState<Shown>();
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => watchTips(setShown, box), []);
  useEffect(() => {
    if (shown && box.current) placeBeside(box.current, shown.anchor);
  }, [shown]);
  return (
    <div
      ref={box}
      role="tooltip"
      hidden={!shown}
      data-float
      className="fixed top-0 left-0 z-(--layer-tooltip) flex max-w-72 animate-menu-in items-center gap-2 rounded-md bg-ink px-2 py-1 text-caption text-surface"
    >
      <span dir="auto">{shown?.text}</span>
      {shown?.keys === undefined ? null : (
        <Kbd keys={shown.keys} className="[&>span]:border-transparent [&>span]:bg-surface/15 [&>span]:text-surface" />
      )}
    </div>
  );
}

function watchTips(show: (shown: Shown | undefined) => void, box: React.RefObject<HTMLDivElement | null>): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let current: HTMLElement | undefined;
  let lastHidden = 0;

  const hide = (): void => {
    clearTimeout(timer);
    if (current) lastHidden = Date.now();
    current = undefined;
    show(undefined);
  };
  const open = (anchor: HTMLElement): void => {
    const text = anchor.dataset.tip;
    if (text === undefined) return;
    current = anchor;
    show({ text, keys: anchor.dataset.tipKeys, anchor });
  };
  const approach = (event: Event): void => {
    const target = event.target instanceof Element ? event.target : undefined;
    if (!target || box.current?.contains(target)) return;
    const anchor = target.closest<HTMLElement>('[data-tip]');
    if (anchor === current && anchor) return;
    const neighbour = current !== undefined || Date.now() - lastHidden < neighbourMs;
    if (current) hide();
    clearTimeout(timer);
    if (!anchor || (event.type === 'focusin' && !anchor.matches(':focus-visible'))) return;
    timer = setTimeout(() => open(anchor), neighbour ? 0 : firstDelayMs);
  };
  const onKey = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') hide();
  };

  const events = { pointerover: approach, focusin: approach, focusout: hide, pointerdown: hide, scroll: hide } as const;
  for (const [name, handler] of Object.entries(events)) document.addEventListener(name, handler, { capture: true, passive: true });
  document.addEventListener('keydown', onKey);
  return () => {
    clearTimeout(timer);
    for (const [name, handler] of Object.entries(events)) document.removeEventListener(name, handler, { capture: true });
    document.removeEventListener('keydown', onKey);
  };
}
