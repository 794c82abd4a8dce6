import { describe, expect, it } from 'vitest';
import { Histogram } from './histogram.ts';
import { labelled, renderMetrics, single, withLabel } from './metric-family.ts';

describe('the text format of Prometheus [OPS-2]', () => {
  it('writes help and type once for a name, also of several processes, and escapes what labels hold', () => {
    const calls = labelled('counter', 'tollgate_calls_total', 'Calls\nby status', 'status', [
      ['ok', 2],
      ['a"b\\c\nd', 1],
    ]);
    const text = renderMetrics([
      ...withLabel([calls], 'process', 'gateway'),
      ...withLabel([single('counter', 'tollgate_calls_total', 'Calls', 7)], 'process', 'worker'),
      single('gauge', 'tollgate_up', 'Up', 1),
    ]);
    expect(text).toBe(`# HELP tollgate_calls_total Calls\\nby status
# TYPE tollgate_calls_total counter
tollgate_calls_total{status="ok",process="gateway"} 2
tollgate_calls_total{status="a\\"b\\\\c\\nd",process="gateway"} 1
tollgate_calls_total{process="worker"} 7
# HELP tollgate_up Up
# TYPE tollgate_up gauge
tollgate_up 1
`);
  });

  it('has cumulative buckets that end with the count', () => {
    const histogram = new Histogram([0.1, 1]);
    for (const value of [0.05, 0.1, 0.5, 20]) histogram.observe(value);
    const family = { name: 'tollgate_seconds', help: 'Seconds', type: 'histogram' as const, samples: histogram.samples({ kind: 'x' }) };
    expect(renderMetrics([family]).split('\n').slice(2)).toEqual([
      'tollgate_seconds_bucket{kind="x",le="0.1"} 2',
      'tollgate_seconds_bucket{kind="x",le="1"} 3',
      'tollgate_seconds_bucket{kind="x",le="+Inf"} 4',
      'tollgate_seconds_sum{kind="x"} 20.65',
      'tollgate_seconds_count{kind="x"} 4',
      '',
    ]);
  });
});
