import type { NabSeries } from './nab-corpus.ts';

/** What right and wrong detections weigh; `standard` of NAB's profiles. */
export interface NabWeights {
  readonly tpWeight: number;
  readonly fpWeight: number;
  readonly fnWeight: number;
}

/** Scores of one series by one detector: as many as it has values, the higher the stranger. */
export interface Scored {
  readonly series: NabSeries;
  readonly scores: readonly number[];
}

/** A detection's worth if the threshold is low enough for it; those in one window count by their best alone. */
interface Worth {
  readonly score: number;
  readonly worth: number;
  /** Which window of the corpus it falls into; null outside of all. */
  readonly window: string | null;
}

/** Detections in the first 15 % (of 5,000 values at most) teach the detector and count nothing. */
const probation = (length: number): number => Math.min(Math.floor(0.15 * length), Math.floor(0.15 * 5000));

/** From 1 at the left end of a window (−1) over 0 at its right end to −1 far behind it. */
const sigmoid = (position: number): number => (position > 3 ? -1 : 2 / (1 + Math.exp(5 * position)) - 1);

function worths({ series, scores }: Scored, { tpWeight, fpWeight }: NabWeights): Worth[] {
  const { windows } = series;
  return scores.flatMap((score, index): Worth[] => {
    if (index < probation(scores.length)) return [];
    const inside = windows.find(([from, to]) => index >= from && index <= to);
    if (inside !== undefined) {
      const [from, to] = inside;
      const worth = (tpWeight * sigmoid(-(to - index + 1) / (to - from + 1))) / sigmoid(-1);
      return [{ score, worth, window: `${series.name} ${from}` }];
    }
    const before = windows.findLast(([, to]) => to < index);
    const worth = fpWeight * (before === undefined ? -1 : sigmoid((index - before[1]) / (before[1] - before[0])));
    return [{ score, worth, window: null }];
  });
}

/** A detector's score over the corpus at its best threshold. */
export interface NabScore {
  /** 100 for all windows found at their beginning and nothing else, 0 for a detector that never speaks. */
  readonly score: number;
  readonly threshold: number;
}

/**
 * The score of Lavin & Ahmad, "Evaluating Real-time Anomaly Detection Algorithms: the Numenta Anomaly Benchmark" (2015),
 * as numenta/NAB computes it: one threshold over all series, the one with the best sum.
 */
export function nabScore(corpus: readonly Scored[], weights: NabWeights): NabScore {
  const count = corpus.reduce((sum, { series }) => sum + series.windows.length, 0);
  const silent = -weights.fnWeight * count;
  const all = corpus.flatMap((scored) => worths(scored, weights)).sort((one, other) => other.score - one.score);
  const best = { sum: silent, threshold: Number.POSITIVE_INFINITY };
  const found = new Map<string, number>();
  let sum = silent;
  for (const [index, { score, worth, window }] of all.entries()) {
    if (window === null) sum += worth;
    else {
      const known = found.get(window) ?? -weights.fnWeight;
      if (worth > known) {
        found.set(window, worth);
        sum += worth - known;
      }
    }
    if (all[index + 1]?.score !== score && sum > best.sum) Object.assign(best, { sum, threshold: score });
  }
  return { score: (100 * (best.sum - silent)) / (weights.tpWeight * count - silent), threshold: best.threshold };
}
