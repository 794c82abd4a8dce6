'use client';
import { useSyncExternalStore } from 'react';
import { createFormat, type Reader } from '#lib/core/format.ts';

/** One clock for all times of the page; it ticks each half minute and only while the page is seen. */
let now = Date.now();
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(tick, 30_000);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

function tick(): void {
  if (document.hidden) return;
  now = Date.now();
  for (const listener of listeners) listener();
}

export interface TimeTextProps {
  /** RFC 3339. */
  at: string;
  reader: Reader;
  /** The moment the server wrote the page, RFC 3339, so that both sides first write the same text. */
  now: string;
  /** Always the absolute time. */
  absolute?: boolean;
  className?: string;
}

/** "12 min ago" under a day, else the time itself; the absolute time on hover. */
export function TimeText({ at, reader, now: renderedAt, absolute = false, className }: TimeTextProps) {
  const rendered = Date.parse(renderedAt);
  const current = useSyncExternalStore(
    subscribe,
    () => Math.max(now, rendered),
    () => rendered,
  );
  const format = createFormat(reader);
  const date = new Date(at);
  const exact = format.dateTime(date, new Date(current));
  return (
    <time dateTime={at} data-tip={absolute ? undefined : exact} className={className}>
      {absolute ? exact : format.relative(date, new Date(current))}
    </time>
  );
}
