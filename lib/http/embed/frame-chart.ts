import { createElement as h, type ReactNode } from 'react';
import type { WidgetFigures } from '#lib/contracts/widgets.ts';

type Series = Extract<WidgetFigures, { kind: 'series' }>;

const [width, height] = [600, 160];

/** The colour of a line by its place; what is left of everything is grey. */
export const colourOf = ({ lines }: Series, at: number): string => (lines[at]?.of === 'other' ? 'other' : `c${(at % 7) + 1}`);

/** Bars of each bucket from zero, one line upon the other; drawn for eyes alone, the table beside it says the same. */
export function frameChart(series: Series): ReactNode {
  const { lines, starts } = series;
  const numbers = lines.map(({ values }) => values.map(Number));
  const sums = starts.map((_, index) => numbers.reduce((sum, values) => sum + (values[index] ?? 0), 0));
  const largest = Math.max(...sums, 0);
  const step = width / Math.max(1, starts.length);
  const gap = step > 6 ? 2 : 0.5;
  const bars = starts.flatMap((_, index) => {
    let below = 0;
    return numbers.flatMap((values, at) => {
      const value = values[index] ?? 0;
      if (value <= 0 || largest === 0) return [];
      const tall = (value / largest) * (height - 4);
      below += tall;
      return [
        h('rect', {
          key: `${index} ${at}`,
          className: colourOf(series, at),
          ...{ x: (index * step + gap / 2).toFixed(2), y: (height - below).toFixed(2) },
          ...{ width: (step - gap).toFixed(2), height: tall.toFixed(2) },
        }),
      ];
    });
  });
  const base = h('line', { key: 'base', className: 'grid-line', x1: 0, x2: width, y1: height - 0.5, y2: height - 0.5 });
  return h(
    'svg',
    { className: 'chart', viewBox: `0 0 ${width} ${height}`, preserveAspectRatio: 'none', 'aria-hidden': 'true' },
    base,
    ...bars,
  );
}

/** A bar from zero, `share` of the whole width. */
export const frameBar = (share: number, className = 'c1'): ReactNode =>
  h(
    'svg',
    { className: 'bar', viewBox: '0 0 100 8', preserveAspectRatio: 'none', 'aria-hidden': 'true' },
    h('rect', { className: 'track', width: 100, height: 8, rx: 2 }),
    h('rect', { className, width: (Math.min(Math.max(share, 0), 1) * 100).toFixed(2), height: 8, rx: 2 }),
  );
