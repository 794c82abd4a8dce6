import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

/** A labelled series of the Numenta Anomaly Benchmark. */
export interface NabSeries {
  readonly name: string;
  /** UTC milliseconds, ascending; NAB tells no zone. */
  readonly times: readonly number[];
  readonly values: readonly number[];
  /** True anomalies as first and last index, both inside. */
  readonly windows: readonly (readonly [number, number])[];
}

const Windows = z.record(z.string(), z.array(z.tuple([z.string(), z.string()])));

const timeOf = (text: string): number => Date.parse(`${text.slice(0, 19).replace(' ', 'T')}Z`);

function readSeries(folder: string, name: string, labels: z.infer<typeof Windows>): NabSeries {
  const lines = readFileSync(join(folder, 'data', name), 'utf8')
    .trim()
    .split('\n')
    .slice(1);
  const cells = lines.map((line) => line.split(','));
  const times = cells.map(([time = '']) => timeOf(time));
  const windows = (labels[name] ?? []).map(([from, to]): [number, number] => [times.indexOf(timeOf(from)), times.lastIndexOf(timeOf(to))]);
  if (windows.some(([from, to]) => from < 0 || to < from)) throw new Error(`A window of ${name} is not in its data`);
  return { name, times, values: cells.map(([, value]) => Number(value)), windows };
}

/** The series in `folder`, which has the layout of the public repository. */
export function readNab(folder: string): NabSeries[] {
  const labels = Windows.parse(JSON.parse(readFileSync(join(folder, 'labels/combined_windows.json'), 'utf8')));
  return readdirSync(join(folder, 'data'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.csv'))
    .sort()
    .map((name) => readSeries(folder, name, labels));
}
