import type { SeededRandom } from '../random.ts';
import type { DemoModel } from './models.ts';

/** Milliseconds to the first token and to the end: the model's pace, the length of the answer and some luck. */
export function paceOf(model: DemoModel, outputTokens: number, random: SeededRandom): { firstTokenMs: number; latencyMs: number } {
  const firstTokenMs = random.around(model.firstTokenMs, 0.35);
  const writingMs = (outputTokens / model.tokensPerSecond) * 1000 * random.around(1, 0.18);
  return { firstTokenMs: Math.max(20, Math.round(firstTokenMs)), latencyMs: Math.max(30, Math.round(firstTokenMs + writingMs)) };
}
