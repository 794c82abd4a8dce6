import type { BucketRange } from './use-range-drag.ts';

/** The stretch of a plot that is being chosen. */
export function RangeShade({ range, count }: { range: BucketRange; count: number }) {
  return (
    <span
      aria-hidden
      className="pointer-events-none absolute inset-y-0 border-brand border-x bg-brand/12"
      style={{ left: `${(range.first / count) * 100}%`, width: `${((range.last - range.first + 1) / count) * 100}%` }}
    />
  );
}
