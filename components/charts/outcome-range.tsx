'use client';
import { type KeyboardEvent, type PointerEvent, useRef, useState } from 'react';
import { useUrl } from '#components/shell/use-url.tsx';
import { type Bucket, createFormat, type Reader } from '#lib/core/format.ts';
import { type Outcome, outcomeLooks } from './outcome-colours.ts';
import { RangeShade } from './range-shade.tsx';
import { bucketAt } from './series-at.ts';
import { type BucketRange, useRangeDrag } from './use-range-drag.ts';

export interface OutcomeRangeProps {
  label: string;
  starts: readonly string[];
  end: string;
  bucket: Bucket;
  reader: Reader;
  now: string;
  counts: readonly { outcome: Outcome; values: readonly number[] }[];
}

/**
 * Reads and chooses buckets of the histogram under it. By key it is a slider: arrows read, Shift with arrows takes more,
 * Enter narrows the page, Esc lets go. By pointer: hover reads, a drag narrows.
 */
export function OutcomeRange({ label, starts, end, bucket, reader, now, counts }: OutcomeRangeProps) {
  const box = useRef<HTMLDivElement>(null);
  const { change } = useUrl();
  const [at, setAt] = useState<number>();
  const [anchor, setAnchor] = useState<number>();
  const count = starts.length;
  const endOf = (index: number): string => starts[index + 1] ?? end;
  const narrow = ({ first, last }: BucketRange): void => change({ range: undefined, from: starts[first] ?? '', to: endOf(last) });
  const drag = useRangeDrag(box, count, narrow);
  const chosen: BucketRange | undefined =
    drag.selected ?? (at === undefined || anchor === undefined ? undefined : { first: Math.min(at, anchor), last: Math.max(at, anchor) });

  const format = createFormat(reader);
  const words = (index: number): string => {
    const label = format.bucketLabel(bucket, new Date(starts[index] ?? 0), new Date(endOf(index)), new Date(now));
    const parts = counts.flatMap(({ outcome, values }) =>
      (values[index] ?? 0) > 0 ? [`${format.countExact(values[index] ?? 0)} ${outcomeLooks[outcome].label.toLowerCase()}`] : [],
    );
    return `${label}: ${parts.length === 0 ? 'no calls' : parts.reverse().join(', ')}`;
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const current = at ?? count - 1;
    const targets: Record<string, number> = { ArrowLeft: current - 1, ArrowRight: current + 1, Home: 0, End: count - 1 };
    const next = targets[event.key];
    if (next !== undefined) {
      setAnchor(event.shiftKey ? (anchor ?? current) : undefined);
      setAt(Math.min(count - 1, Math.max(0, next)));
    } else if (event.key === 'Enter' && at !== undefined) narrow(chosen ?? { first: at, last: at });
    else if (event.key === 'Escape' && anchor !== undefined) setAnchor(undefined);
    else return;
    event.preventDefault();
  };
  const read = (event: PointerEvent): void => {
    const rect = box.current?.getBoundingClientRect();
    if (rect) setAt(bucketAt((event.clientX - rect.left) / rect.width, count));
    drag.handlers.onPointerMove(event);
  };
  const leave = (): void => {
    setAt(undefined);
    setAnchor(undefined);
  };
  return (
    <div
      ref={box}
      role="slider"
      tabIndex={0}
      aria-label={`${label}, choose a range`}
      aria-valuemin={0}
      aria-valuemax={Math.max(0, count - 1)}
      aria-valuenow={at ?? Math.max(0, count - 1)}
      aria-valuetext={count === 0 ? 'no buckets' : words(at ?? count - 1)}
      {...drag.handlers}
      onPointerMove={read}
      onPointerLeave={leave}
      onBlur={leave}
      onKeyDown={onKeyDown}
      className="absolute inset-0 cursor-crosshair touch-pan-y select-none"
    >
      {at === undefined ? null : <Reading place={(at + 0.5) / count} text={words(at)} />}
      {chosen ? <RangeShade range={chosen} count={count} /> : null}
    </div>
  );
}

function Reading({ place, text }: { place: number; text: string }) {
  return (
    <>
      <span aria-hidden className="pointer-events-none absolute inset-y-0 w-px bg-control-edge" style={{ left: `${place * 100}%` }} />
      <span
        aria-hidden
        className="pointer-events-none absolute -top-1 z-(--layer-menu) w-max max-w-72 rounded-md bg-ink px-2 py-1 text-caption text-surface"
        style={place > 0.5 ? { right: `calc(${(1 - place) * 100}% + 8px)` } : { left: `calc(${place * 100}% + 8px)` }}
      >
        {text}
      </span>
    </>
  );
}
