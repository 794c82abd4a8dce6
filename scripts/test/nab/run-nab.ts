import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { AnomalyDetector } from '#lib/core/stats/anomaly-detector.ts';
import type { Counts } from '../stage.ts';
import { type NabSeries, readNab } from './nab-corpus.ts';
import { nabScore } from './nab-score.ts';
import { windowedGaussian } from './windowed-gaussian.ts';

const dayMs = 86_400_000;
/** How much better than a windowed Gaussian ours has to be. */
const lead = 10;

const Profiles = z.object({
  standard: z.object({ CostMatrix: z.object({ tpWeight: z.number(), fpWeight: z.number(), fnWeight: z.number() }) }),
});

/** Ours, as the product uses it: one set of constants, a cool-down of two days. */
function ours({ times, values }: NabSeries): number[] {
  const [first = 0, second = 1] = times;
  const detector = new AnomalyDetector({ stepMs: second - first, coolDownMs: 2 * dayMs });
  return values.map((value, index) => detector.next(times[index] ?? 0, value).strength);
}

/**
 * Scores a detector that never speaks, a windowed Gaussian and ours on the series of the Numenta Anomaly Benchmark in
 * `folder`, by its standard profile. Scores published over all its 58 series do not compare with these.
 */
export function runNab(folder: string): Counts {
  const series = readNab(folder);
  const weights = Profiles.parse(JSON.parse(readFileSync(join(folder, 'profiles.json'), 'utf8'))).standard.CostMatrix;
  const scoreOf = (detect: (one: NabSeries) => readonly number[]): number =>
    nabScore(
      series.map((one) => ({ series: one, scores: detect(one) })),
      weights,
    ).score;
  const silent = scoreOf(({ values }) => values.map(() => 0));
  const gaussian = scoreOf(({ values }) => windowedGaussian(values));
  const own = scoreOf(ours);
  process.stdout.write(
    `${series.length} series: silent ${silent.toFixed(1)}, windowed Gaussian ${gaussian.toFixed(1)}, ours ${own.toFixed(1)}\n`,
  );
  const checks = [silent === 0, own >= gaussian + lead];
  return { passed: checks.filter(Boolean).length, failed: checks.filter((isMet) => !isMet).length };
}
