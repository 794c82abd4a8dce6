'use client';
import { type KeyboardEvent, type ReactNode, useRef } from 'react';

/** Moves focus between the changes inside it with N and P. */
export function ChangeKeys({ label, children }: { label: string; children: ReactNode }) {
  const region = useRef<HTMLElement>(null);
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = { n: 1, p: -1 }[event.key];
    if (step === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    const changes = [...(region.current?.querySelectorAll<HTMLElement>('[data-change]') ?? [])];
    const focused = document.activeElement;
    const current = focused instanceof HTMLElement ? changes.indexOf(focused) : -1;
    changes[Math.min(Math.max(current + step, 0), changes.length - 1)]?.focus();
  };
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: N and P need a place to start from
    <section ref={region} aria-label={label} tabIndex={0} onKeyDown={onKeyDown} className="rounded-md">
      {children}
    </section>
  );
}
