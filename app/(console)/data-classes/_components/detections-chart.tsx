import type { z } from 'zod';
import { TimeSeriesChart } from '#components/charts/time-series-chart.tsx';
import type { detectionsList } from '#lib/contracts/data-classes.ts';
import type { Reader } from '#lib/core/format.ts';
import { kindWords } from './class-words.ts';

export type Detections = z.input<(typeof detectionsList)['output']>;

/** More colours than these cannot be told apart; the rest is one. */
const shownMax = 6;
const dayMs = 86_400_000;

export interface DetectionsChartProps {
  detections: Detections;
  days: number;
  reader: Reader;
  now: string;
}

/** Findings by kind, most first. */
export function sumsByKind({ data }: Detections): readonly { kind: string; requests: number; answers: number; all: number }[] {
  const sums = new Map<string, { requests: number; answers: number }>();
  for (const { kind, in_requests: requests, in_answers: answers } of data) {
    const known = sums.get(kind) ?? { requests: 0, answers: 0 };
    sums.set(kind, { requests: known.requests + requests, answers: known.answers + answers });
  }
  return [...sums].map(([kind, sum]) => ({ kind, ...sum, all: sum.requests + sum.answers })).toSorted((a, b) => b.all - a.all);
}

/** What was found day by day, the most frequent kinds each and the rest as one. */
export function DetectionsChart({ detections, days, reader, now }: DetectionsChartProps) {
  const kinds = sumsByKind(detections)
    .slice(0, shownMax)
    .map(({ kind }) => kind);
  const first = new Date(detections.from).getTime();
  const points = Array.from({ length: days }, (_, index) => {
    const at = new Date(first + index * dayMs).toISOString();
    const ofDay = detections.data.filter(({ day }) => at.startsWith(day));
    const countOf = (matches: (kind: string) => boolean): number =>
      ofDay.filter(({ kind }) => matches(kind)).reduce((sum, row) => sum + row.in_requests + row.in_answers, 0);
    const named = kinds.map((kind): [string, number] => [kind, countOf((one) => one === kind)]);
    return { at, ...Object.fromEntries(named), other: countOf((one) => !kinds.includes(one)) };
  });
  const hasOther = points.some(({ other }) => other > 0);
  return (
    <TimeSeriesChart
      title="Findings"
      data={points}
      index="at"
      categories={hasOther ? [...kinds, 'other'] : kinds}
      labels={{ ...Object.fromEntries(kinds.map((kind) => [kind, kindWords(kind)])), other: 'Other' }}
      valueFormatter="count"
      bucket="day"
      end={new Date(first + days * dayMs).toISOString()}
      reader={{ ...reader, timeZone: 'UTC' }}
      now={now}
      height={220}
    />
  );
}
