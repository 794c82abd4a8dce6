import { embedBuiltIn } from '../lib/gateway/cache/similar/built-in-embedder.ts';
import { mayMeanTheSame } from '../lib/gateway/cache/similar/may-mean-the-same.ts';
import { cosine } from '../lib/gateway/cache/similar/vectors.ts';
import { different, same } from './semantic-corpus.ts';

type Pair = readonly [string, string];
type Embed = (text: string) => Float32Array | null;

/** What a threshold does with the corpus. */
interface Calibration {
  readonly similarityMin: number;
  /** Shares of the pairs that mean the same, and of those that do not, that are taken for the same. */
  readonly hitRate: number;
  readonly falseHitRate: number;
  /** The same without the guard on numbers, names, negations and opposites: what the vectors alone do. */
  readonly falseHitRateUnguarded: number;
  readonly falseHits: readonly Pair[];
}

const similarityOf = (embed: Embed, [left, right]: Pair): number => {
  const [a, b] = [embed(left), embed(right)];
  return a === null || b === null ? 0 : cosine(a, b);
};

/** Judges every pair of the corpus as the cache would, at one threshold. */
export function calibrate(similarityMin: number, embed: Embed = embedBuiltIn): Calibration {
  const isAlike = (pair: Pair) => similarityOf(embed, pair) >= similarityMin;
  const isHit = (pair: Pair) => isAlike(pair) && mayMeanTheSame(...pair);
  const falseHits = different.filter(isHit);
  return {
    similarityMin,
    hitRate: same.filter(isHit).length / same.length,
    falseHitRate: falseHits.length / different.length,
    falseHitRateUnguarded: different.filter(isAlike).length / different.length,
    falseHits,
  };
}

const percent = (share: number): string => `${(share * 100).toFixed(1).padStart(5)} %`;

/** Prints hits and false hits of the built-in embedder by threshold, and every false hit at the recommended one. */
export function benchSemanticCache(): void {
  console.log(`${same.length} pairs that mean the same, ${different.length} that do not\n`);
  console.log('similarity   hits      false hits   vectors alone');
  for (const similarityMin of [0.8, 0.85, 0.9, 0.92, 0.95, 0.97, 0.99]) {
    const found = calibrate(similarityMin);
    console.log(
      `${similarityMin.toFixed(2).padEnd(12)} ${percent(found.hitRate)}   ${percent(found.falseHitRate)}      ${percent(found.falseHitRateUnguarded)}`,
    );
  }
  for (const [left, right] of calibrate(0.8).falseHits) console.log(`\nfalse hit at 0.80: ${left}\n                   ${right}`);
}
