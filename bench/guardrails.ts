import { readCorpus } from '#lib/guardrails/injection/corpus/read-corpus.ts';
import { figuresAt, scoreCorpus } from '#lib/guardrails/injection/measure-corpus.ts';
import { scoreInjection } from '#lib/guardrails/injection/score-injection.ts';
import { thresholds } from '#lib/guardrails/injection/thresholds.ts';
import { printTable } from './support/print-table.ts';

const percent = (part: number): string => `${(part * 100).toFixed(1)} %`;

/** Precision and recall of the injection check on both halves of its corpus, its misses by family, and what it costs. */
export function benchGuardrails(): void {
  for (const half of ['train', 'test'] as const) {
    const scored = scoreCorpus(readCorpus(half));
    printTable(
      `Injection check, ${half} half`,
      ['sensitivity', 'attacks', 'harmless', 'precision', 'recall', 'false alarms'],
      Object.entries(thresholds).map(([sensitivity, threshold]) => {
        const { attacks, harmless, precision, recall, falseAlarms } = figuresAt(scored, threshold);
        return [sensitivity, String(attacks), String(harmless), percent(precision), percent(recall), percent(falseAlarms)];
      }),
    );
    const families = new Set(scored.map(({ family }) => family));
    printTable(
      `By family, ${half} half, at medium`,
      ['family', 'texts', 'right'],
      [...families].map((family) => {
        const own = scored.filter((one) => one.family === family);
        const right = own.filter(({ score, isAttack }) => score >= thresholds.medium === isAttack).length;
        return [family, String(own.length), percent(right / own.length)];
      }),
    );
  }
  const text = readCorpus('test')
    .map((one) => one.text)
    .join('\n')
    .slice(0, 100_000);
  const startedAt = performance.now();
  for (let at = 0; at + 2_000 <= text.length; at += 2_000) scoreInjection(text.slice(at, at + 2_000), 'user');
  const eachMs = (performance.now() - startedAt) / Math.floor(text.length / 2_000);
  console.log(`a prompt of 2,000 characters takes ${eachMs.toFixed(2)} ms`);
}
