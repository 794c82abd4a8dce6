import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { contrast, difference, fromOklch, type LinearRgb, type Sight, seenBy } from './colour.ts';

const css = readFileSync(new URL('../../app/globals.css', import.meta.url), 'utf8');

function readTheme(selector: string): Map<string, LinearRgb> {
  const start = css.indexOf(`${selector} {\n  color-scheme`);
  const block = css.slice(start, css.indexOf('}', start));
  const colours = new Map<string, LinearRgb>();
  for (const [, name = '', l, c, h] of block.matchAll(/--([a-z0-9-]+): oklch\(([\d.]+) ([\d.]+) ([\d.]+)\)/g)) {
    colours.set(name, fromOklch(Number(l), Number(c), Number(h)));
  }
  for (const [, name = '', target = ''] of block.matchAll(/--([a-z0-9-]+): var\(--([a-z0-9-]+)\)/g)) {
    const colour = colours.get(target);
    if (colour) colours.set(name, colour);
  }
  return colours;
}

const sights: Sight[] = ['normal', 'protanopia', 'deuteranopia', 'tritanopia'];
const grounds = ['canvas', 'surface', 'raised', 'sunken', 'hover', 'selected'];
const series = [1, 2, 3, 4, 5, 6, 7, 8].map((slot) => `chart-${slot}`);
const steps = [1, 2, 3, 4, 5, 6, 7];

describe.each([':root', '.dark'])('tokens of %s', (selector) => {
  const theme = readTheme(selector);
  const colour = (name: string): LinearRgb => {
    const found = theme.get(name);
    if (!found) throw new Error(`${selector} has no --${name}`);
    return found;
  };
  const lowest = (name: string, on: string[]): number => Math.min(...on.map((ground) => contrast(colour(name), colour(ground))));

  it.each(['ink', 'second', 'muted', 'brand-text', 'success-text', 'warning-text', 'danger-text', 'info-text'])(
    'UI-1 %s is readable as text on every ground',
    (name) => {
      expect(lowest(name, grounds)).toBeGreaterThanOrEqual(4.5);
    },
  );

  it.each(['brand', 'success', 'warning', 'danger', 'info'])('UI-1 %s text is readable on its own soft ground', (name) => {
    expect(lowest(`${name}-text`, [`${name}-soft`])).toBeGreaterThanOrEqual(4.5);
  });

  it('UI-1 placeholders, labels on danger and labels on the ink button are readable', () => {
    expect(lowest('faint', ['canvas', 'surface', 'raised', 'sunken'])).toBeGreaterThanOrEqual(4.5);
    expect(lowest('on-danger', ['danger'])).toBeGreaterThanOrEqual(4.5);
    expect(lowest('surface', ['ink'])).toBeGreaterThanOrEqual(4.5);
  });

  it('UI-1 marks, control edges and the focus ring stand out', () => {
    for (const mark of [...series, 'chart-other', 'brand', 'success', 'warning', 'danger', 'info', 'control']) {
      expect(lowest(mark, ['surface']), mark).toBeGreaterThanOrEqual(3);
    }
    expect(lowest('brand', grounds.slice(0, 5))).toBeGreaterThanOrEqual(4.5);
  });

  it.each(sights)('UI-1 no two chart series are alike to %s sight', (sight) => {
    const apart = (a: string, b: string): number => difference(seenBy(sight, colour(a)), seenBy(sight, colour(b)));
    const pairs = series.flatMap((a, index) => series.slice(index + 1).map((b) => ({ a, b, far: apart(a, b) })));
    expect(Math.min(...pairs.map((pair) => pair.far))).toBeGreaterThanOrEqual(11);
    const firstFive = pairs.filter(({ a, b }) => series.indexOf(a) < 5 && series.indexOf(b) < 5);
    expect(Math.min(...firstFive.map((pair) => pair.far))).toBeGreaterThanOrEqual(14);
    if (sight === 'normal') expect(Math.min(...pairs.map((pair) => pair.far))).toBeGreaterThanOrEqual(20);
  });

  it.each(sights)('UI-1 heat-map steps are told apart by %s sight and carry readable labels', (sight) => {
    for (const step of steps) {
      expect(lowest(`seq-label-${step}`, [`seq-${step}`]), `label ${step}`).toBeGreaterThanOrEqual(4.5);
      if (step === 7) continue;
      const far = difference(seenBy(sight, colour(`seq-${step}`)), seenBy(sight, colour(`seq-${step + 1}`)));
      expect(far, `steps ${step} and ${step + 1}`).toBeGreaterThanOrEqual(7.7);
    }
  });
});

describe('colour arithmetic', () => {
  it('agrees with the published CIEDE2000 and WCAG reference pairs', () => {
    expect(contrast([0, 0, 0], [1, 1, 1])).toBeCloseTo(21, 5);
    expect(difference([1, 1, 1], [0, 0, 0])).toBeCloseTo(100, 1);
    expect(difference([0.3, 0.2, 0.1], [0.3, 0.2, 0.1])).toBe(0);
  });
});
