import { z } from 'zod';

/** One number of a family. `suffix` is for the parts of a histogram. */
const MetricSample = z.object({
  suffix: z.enum(['_bucket', '_sum', '_count']).optional(),
  labels: z.record(z.string(), z.string()).optional(),
  value: z.number(),
});

/** Numbers of one name, as Prometheus has them. Labels are bounded sets only: no tenant, key or person, and of models so many. */
export const MetricFamily = z.object({
  /** Begins with `tollgate_`, ends with its unit, and counters with `_total`. */
  name: z.string(),
  help: z.string(),
  type: z.enum(['counter', 'gauge', 'histogram']),
  samples: z.array(MetricSample),
});
export type MetricFamily = z.output<typeof MetricFamily>;
export type MetricSample = z.output<typeof MetricSample>;

/** A family of a single number. */
export const single = (type: 'counter' | 'gauge', name: string, help: string, value: number): MetricFamily => ({
  ...{ name, help, type },
  samples: [{ value }],
});

/** A family with a number for each value of one label. */
export const labelled = (
  type: 'counter' | 'gauge',
  name: string,
  help: string,
  label: string,
  values: Iterable<readonly [string, number]>,
): MetricFamily => ({
  ...{ name, help, type },
  samples: [...values].map(([text, value]) => ({ labels: { [label]: text }, value })),
});

const escapedHelp = (text: string): string => text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
const escapedValue = (text: string): string => escapedHelp(text).replaceAll('"', '\\"');

const numberOf = (value: number): string =>
  value === Number.POSITIVE_INFINITY ? '+Inf' : value === Number.NEGATIVE_INFINITY ? '-Inf' : String(value);

function lineOf(name: string, { suffix = undefined, labels = {}, value }: MetricSample): string {
  const pairs = Object.entries(labels).map(([label, text]) => `${label}="${escapedValue(text)}"`);
  return `${name}${suffix ?? ''}${pairs.length === 0 ? '' : `{${pairs.join(',')}}`} ${numberOf(value)}`;
}

/** Content type of `renderMetrics`. */
export const metricsContentType = 'text/plain; version=0.0.4; charset=utf-8';

/** Writes families in Prometheus' text format 0.0.4; those of the same name from several processes become one. */
export function renderMetrics(families: readonly MetricFamily[]): string {
  const byName = Map.groupBy(families, ({ name }) => name);
  const lines: string[] = [];
  for (const [name, same] of byName) {
    const [first] = same;
    if (first === undefined) continue;
    lines.push(`# HELP ${name} ${escapedHelp(first.help)}`, `# TYPE ${name} ${first.type}`);
    for (const { samples } of same) for (const sample of samples) lines.push(lineOf(name, sample));
  }
  return `${lines.join('\n')}\n`;
}

/** The same families with a label on each number, such as the process that they are of. */
export const withLabel = (families: readonly MetricFamily[], label: string, text: string): MetricFamily[] =>
  families.map((family) => ({
    ...family,
    samples: family.samples.map((sample) => ({ ...sample, labels: { ...sample.labels, [label]: text } })),
  }));
