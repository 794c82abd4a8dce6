'use client';
import { useEffect, useRef } from 'react';

/** A key figure; it flashes once when a live update changes it. */
export function FigureValue({ value, exact }: { value: string; exact: string | undefined }) {
  const node = useRef<HTMLSpanElement>(null);
  const before = useRef(value);
  useEffect(() => {
    const span = node.current;
    if (before.current === value || !span) return;
    before.current = value;
    span.classList.remove('animate-flash');
    // Reading a layout value between the two makes the browser start the animation anew.
    span.getBoundingClientRect();
    span.classList.add('animate-flash');
  }, [value]);
  return (
    <span ref={node} data-tip={exact} data-exact={exact} className="rounded-sm font-semibold text-figure tabular-nums">
      {value}
    </span>
  );
}
