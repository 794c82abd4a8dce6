import { describe, expect, it } from 'vitest';
import { bucketHref } from './bucket-href.ts';
import { readBucket } from './bucket-reading.ts';
import { type ChartMarker, clusterMarkers } from './cluster-markers.ts';
import { fileName, toCsv } from './csv.ts';
import { describePlot } from './describe-plot.ts';
import { foldOther } from './fold-other.ts';
import { isolateSeries } from './isolate-series.ts';
import { lineParts, missingIndices, runningIndex } from './plot-bands.ts';
import { bucketState, buildPlot, type ChartRow, type PlotInput, sumOf } from './plot-model.ts';
import { plotCsv, twinTable } from './plot-table.ts';
import { bucketAt, seriesAt } from './series-at.ts';

const dollar = 1_000_000_000n;
const reader = { locale: 'en-US', timeZone: 'Europe/Berlin' };
const data: ChartRow[] = [
  { at: '2026-11-16T23:00:00Z', a: 3n * dollar, b: 1n * dollar, other: 1n },
  { at: '2026-11-17T23:00:00Z', a: null, b: null, other: null },
  { at: '2026-11-18T23:00:00Z', a: 6n * dollar, b: 0n, other: 0n },
  { at: '2026-11-19T23:00:00Z', a: 1n * dollar, b: 2n * dollar, other: 0n },
  { at: '2026-11-20T23:00:00Z' },
];
const input: PlotInput = {
  kind: 'bars',
  data,
  index: 'at',
  categories: ['other', 'a', 'b'],
  labels: { a: 'Support', b: '=Sales', other: 'Other' },
  colors: { other: 'other', a: 2 },
  metric: 'money',
  bucket: 'day',
  reader,
  now: '2026-11-20T13:00:00Z',
  end: '2026-11-21T23:00:00Z',
  compare: { label: 'Oct 17–21', values: [2n * dollar, null, 9n * dollar, 1n, 1n] },
};
const plot = buildPlot(input);

describe('UI-1 the plot of a time chart', () => {
  it('keeps the slots it is given and draws Other last', () => {
    expect(plot.series.map(({ key, slot }) => [key, slot])).toEqual([
      ['a', 2],
      ['b', 1],
      ['other', 'other'],
    ]);
  });

  it('holds the stack, the comparison and the limit', () => {
    expect(plot.top).toBeGreaterThanOrEqual(9);
    expect(buildPlot({ ...input, limit: { label: 'Limit', value: 40n * dollar } }).top).toBeGreaterThan(40);
    expect(buildPlot({ ...input, kind: 'lines', compare: undefined }).top).toBeLessThan(9);
  });

  it('tells past, running and future, and no data from zero', () => {
    expect(plot.starts.map((_, index) => bucketState(plot, index))).toEqual(['past', 'past', 'past', 'running', 'future']);
    expect(runningIndex(plot)).toBe(3);
    expect(missingIndices(plot)).toEqual([1]);
  });

  it('draws a line to the running bucket apart', () => {
    const { whole, tail } = lineParts({ ...plot, top: 12 }, plot.series[0]?.values ?? []);
    expect(whole).toEqual([0.25, undefined, 0.5, undefined, undefined]);
    expect(tail).toEqual([undefined, undefined, 0.5, 1 / 12, undefined]);
  });

  it('takes a finer precision for small sums only', () => {
    const small = data.map(({ at }) => ({ at, a: 4_000_000n }));
    expect(buildPlot({ ...input, data: small, categories: ['a'], compare: undefined }).metric).toBe('money_call');
    expect(plot.metric).toBe('money');
  });

  it('offers a log scale to lines, never to stacks', () => {
    expect(buildPlot({ ...input, scale: 'log' }).scale).toBe('linear');
    expect(buildPlot({ ...input, kind: 'lines', scale: 'log' })).toMatchObject({ scale: 'log', top: 10 });
  });

  it('shows one series on its own axis, without what belongs to the whole', () => {
    expect(isolateSeries(plot, 'b')).toMatchObject({ compare: undefined, top: 2, series: [{ key: 'b' }] });
    expect(isolateSeries(plot, 'gone')).toBe(plot);
  });

  it('sums exactly, beyond what a double holds', () => {
    expect(sumOf([9_007_199_254_740_993n, 1n, null])).toBe(9_007_199_254_740_994n);
    expect(sumOf([null])).toBeUndefined();
  });
});

describe('UI-1 reading a chart', () => {
  it('lists a bucket by value with total and share', () => {
    expect(readBucket(plot, 0)).toEqual({
      label: 'Tue, Nov 17',
      rows: [
        { key: 'a', label: 'Support', slot: 2, text: '$3.00', share: '75.0%' },
        { key: 'b', label: '=Sales', slot: 1, text: '$1.00', share: '25.0%' },
        { key: 'other', label: 'Other', slot: 'other', text: '<\u00A0$0.01', share: '<\u00A00.1%' },
      ],
      total: '$4.00',
      compare: { label: 'Oct 17–21', text: '$2.00' },
    });
  });

  it('says no data, so far, and nothing of what lies ahead', () => {
    expect(readBucket(plot, 1)).toMatchObject({ rows: [{ text: 'No data' }], total: undefined, compare: undefined });
    expect(readBucket(plot, 3).label).toBe('Fri, Nov 20, so far');
    expect(readBucket(plot, 4).rows).toEqual([]);
  });

  it('finds the band under the pointer', () => {
    expect(seriesAt(plot, 0, 2 / plot.top)).toBe('a');
    expect(seriesAt(plot, 0, 3.5 / plot.top)).toBe('b');
    expect(seriesAt(plot, 0, 0.99)).toBeUndefined();
    expect([bucketAt(-1, 5), bucketAt(0.5, 5), bucketAt(1, 5)]).toEqual([0, 2, 4]);
  });

  it('is a sentence', () => {
    expect(describePlot('Spend', plot)).toBe('Spend rose from $4.00 on Tue, Nov 17 to $6.00 on Thu, Nov 19.');
    expect(describePlot('Spend', buildPlot({ ...input, data: [] }))).toBe('Spend: no data in this range.');
  });

  it('has a twin of the same numbers and an export of exact ones', () => {
    const twin = twinTable(plot);
    expect(twin.header).toEqual(['Support', '=Sales', 'Other', 'Total', 'Oct 17–21']);
    expect(twin.rows.map(({ cells }) => cells[3])).toEqual(['$4.00', 'No data', '$6.00', '$3.00']);
    const [header, first, second] = plotCsv(plot).split('\r\n');
    expect(header).toBe("bucket_start,bucket_end,Support (nano-USD),'=Sales (nano-USD),Other (nano-USD),Oct 17–21 (nano-USD)");
    expect(first).toBe('2026-11-16T23:00:00.000Z,2026-11-17T23:00:00.000Z,3000000000,1000000000,1,2000000000');
    expect(second).toBe('2026-11-17T23:00:00.000Z,2026-11-18T23:00:00.000Z,,,,');
    expect(toCsv(['a'], [['x,"y"\n']])).toBe('a\r\n"x,""y""\n"\r\n');
    expect(fileName('Ausgaben für Köln', '2026-11-01')).toBe('ausgaben-fur-koln-2026-11-01.csv');
  });
});

describe('UI-1 totals equal rows', () => {
  it('totals from the first page only (litellm#21376): Other holds all the rest, exactly', () => {
    const many: ChartRow[] = [
      Object.fromEntries([['at', 'x'], ...Array.from({ length: 9 }, (_, index) => [`k${index}`, BigInt(index) + 10n ** 18n])]),
    ];
    const keys = Array.from({ length: 9 }, (_, index) => `k${index}`);
    const { data: folded, categories } = foldOther(many, 'at', keys, 5);
    expect(categories).toEqual(['k8', 'k7', 'k6', 'k5', 'k4', 'other']);
    expect(folded[0]?.other).toBe(4n * 10n ** 18n + 6n);
    const sum = (row: ChartRow | undefined, names: readonly string[]) =>
      sumOf(names.map((name) => (row?.[name] as bigint | undefined) ?? null));
    expect(sum(folded[0], categories)).toBe(sum(many[0], keys));
  });

  it('does not make an Other of one, nor zero of no data', () => {
    expect(foldOther([{ at: 'x', a: 1n, b: 2n }], 'at', ['a', 'b'], 1).categories).toEqual(['b', 'a']);
    expect(foldOther([{ at: 'x', a: 1n, b: null, c: null }], 'at', ['a', 'b', 'c'], 1).data[0]?.other).toBeNull();
  });
});

describe('UI-1 links and markers', () => {
  const template = '/usage?scope=team_1&from={from}&to={to}&f.model=is:{category}';

  it('opens the calls behind a bucket and a series', () => {
    const span = { from: '2026-11-16T23:00:00Z', to: '2026-11-17T23:00:00Z' };
    expect(bucketHref(template, { ...span, category: 'a&b' })).toBe(
      '/usage?scope=team_1&from=2026-11-16T23:00:00Z&to=2026-11-17T23:00:00Z&f.model=is:a%26b',
    );
    expect(bucketHref(template, span)).not.toContain('f.model');
    expect(bucketHref('/usage', span)).toBe('/usage');
  });

  it('places markers by time and joins those nobody could hit', () => {
    const marker = (at: string): ChartMarker => ({ at, kind: 'price', label: at, href: '/x' });
    const near = clusterMarkers(
      [marker('2026-11-17T11:00:00Z'), marker('2026-11-17T12:00:00Z'), marker('2026-11-01T00:00:00Z')],
      plot.starts,
      plot.end,
      0.04,
    );
    expect(near).toHaveLength(1);
    expect(near[0]?.place).toBeCloseTo(0.1, 5);
    const month = Array.from({ length: 30 }, (_, index) => new Date(Date.UTC(2026, 10, index + 1)).toISOString());
    const crowd = clusterMarkers(month.map(marker), month, '2026-12-01T00:00:00Z', 0.04);
    expect(crowd.length).toBeLessThanOrEqual(12);
    expect(crowd.flatMap(({ markers }) => markers)).toHaveLength(30);
  });
});
