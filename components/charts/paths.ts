import type { Band } from './stack.ts';

/**
 * SVG path data in a box of `unit` × `unit`, y pointing down, for drawings that are stretched to their place: the server
 * does not know how wide a plot is. Heights are fractions of the plot.
 */
export const unit = 1000;

const round = (value: number): string => String(Math.round(value * 100) / 100);
const x = (fraction: number): string => round(fraction * unit);
const y = (height: number): string => round((1 - height) * unit);

/** Share of its bucket a bar fills: four fifths, less where buckets are few, so that three bars are not three walls. */
export const barShare = (count: number): number => 0.8 * Math.min(1, count / 10 + 0.1);

/** Middle of a bucket as a fraction of the plot's width. */
export const middle = (index: number, count: number): number => (index + 0.5) / count;

/** One closed rectangle a bucket that has a band. */
export function barsPath(bands: readonly (Band | undefined)[], top: number): string {
  const count = bands.length;
  const width = barShare(count) / count;
  return bands
    .map((band, index) => {
      if (!band || band.to === band.from) return '';
      const left = middle(index, count) - width / 2;
      return `M${x(left)} ${y(band.from / top)}V${y(band.to / top)}H${x(left + width)}V${y(band.from / top)}Z`;
    })
    .join('');
}

/** A level mark across the place of each bar. */
export function marksPath(heights: readonly (number | undefined)[]): string {
  const count = heights.length;
  const width = barShare(count) / count;
  return heights
    .map((height, index) => (height === undefined ? '' : `M${x(middle(index, count) - width / 2)} ${y(height)}h${round(width * unit)}`))
    .join('');
}

/** Neighbouring indices that have a value: a gap breaks the line. */
export function runs<Value>(values: readonly (Value | undefined)[]): (readonly { index: number; value: Value }[])[] {
  const found: { index: number; value: Value }[][] = [];
  let open: { index: number; value: Value }[] | undefined;
  for (const [index, value] of values.entries()) {
    if (value === undefined) {
      open = undefined;
      continue;
    }
    if (!open) {
      open = [];
      found.push(open);
    }
    open.push({ index, value });
  }
  return found;
}

/** A line through heights at the middles of their buckets. A value alone between gaps is a point: draw with round caps. */
export function linePath(heights: readonly (number | undefined)[]): string {
  const count = heights.length;
  return runs(heights)
    .map((run) => {
      const points = run.map(({ index, value }) => `${x(middle(index, count))} ${y(value)}`);
      return points.length === 1 ? `M${points[0]}h0.01` : `M${points.join('L')}`;
    })
    .join('');
}

/** Closed areas between lower and upper edges; a gap on either side ends them. A value alone between gaps keeps half a bucket. */
export function areaPath(bands: readonly (Band | undefined)[], top: number): string {
  const count = bands.length;
  return runs(bands)
    .map((run) => {
      const alone = run.length === 1 ? [-0.25 / count, 0.25 / count] : [0];
      const edge = run.flatMap(({ index, value }) => alone.map((shift) => ({ at: x(middle(index, count) + shift), ...value })));
      const upper = edge.map(({ at, to }) => `${at} ${y(to / top)}`);
      const lower = edge.map(({ at, from }) => `${at} ${y(from / top)}`).reverse();
      return `M${[...upper, ...lower].join('L')}Z`;
    })
    .join('');
}
