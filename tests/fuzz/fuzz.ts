import { randomInt } from 'node:crypto';
import { Random } from '../support/random.ts';

/** Cases of each kind: a hundred in `npm test`, ten thousand in `npm run prove -- fuzz`. */
const cases = Number(process.env.FUZZ_CASES ?? 100);

/** Another one each time; FUZZ_SEED repeats a run. */
export const seed = Number(process.env.FUZZ_SEED ?? randomInt(2 ** 31));

/** FUZZ_CASE plays one case alone. */
const only = process.env.FUZZ_CASE === undefined ? undefined : Number(process.env.FUZZ_CASE);

/** One case may take so long, in milliseconds, on a busy machine; more is a hang. */
const caseMsMax = 5_000;

/** For the limit of a test's time, in milliseconds, at so many of them a case. */
export const timeFor = (caseMs: number): number => 30_000 + cases * caseMs;

/** Runs `play` for each case with a randomness of its own; what it throws names the seed and the case that repeat it. */
export async function fuzz(kind: string, play: (random: Random, index: number) => void | Promise<void>, share = 1): Promise<void> {
  process.stdout.write(`Fuzzing ${kind}: ${Math.ceil(cases * share)} cases of seed ${seed}\n`);
  for (let index = 0; index < cases * share; index += 1) {
    if (only !== undefined && index !== only) continue;
    const startedAt = performance.now();
    try {
      await play(new Random((seed + Math.imul(index, 0x9e3779b1)) | 0), index);
      const tookMs = performance.now() - startedAt;
      if (tookMs > caseMsMax) throw new Error(`It took ${Math.round(tookMs)} ms`);
    } catch (cause) {
      const words = cause instanceof Error ? cause.message : String(cause);
      throw new Error(`${kind}: case ${index} of seed ${seed} (FUZZ_SEED=${seed} FUZZ_CASE=${index}): ${words}`, { cause });
    }
  }
}
