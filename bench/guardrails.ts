import { readCorpus, readHeldOut } from '#lib/guardrails/injection/corpus/read-corpus.ts';
import { figuresAt, scoreCorpus } from '#lib/guardrails/injection/measure-corpus.ts';
import { scoreInjection } from '#lib/guardrails/injection/score-injection.ts';
import { thresholds } from '#lib/guardrails/injection/thresholds.ts';
import { printTable } from './support/print-table.ts';

const percent = (part: number): string => `${(part * 100).toFixed(1)} %`;

const halves = [
  { name: 'training half', read: () => readCorpus('train') },
  { name: 'test half', read: () => readCorpus('test') },
  { name: 'held-out corpus', read: readHeldOut },
] as const;

/** Precision and recall of the injection check on both halves of its corpus and on the one held out, misses by family, and what it costs. */
export function benchGuardrails(): void {
  for (const { name, read } of halves) {
    const scored = scoreCorpus(read());
    printTable(
      `Injection check, ${name}`,
      ['sensitivity', 'attacks', 'harmless', 'precision', 'recall', 'false alarms'],
      Object.entries(thresholds).map(([sensitivity, threshold]) => {
        const { attacks, harmless, precision, recall, falseAlarms } = figuresAt(scored, threshold);
        return [sensitivity, String(attacks), String(harmless), percent(precision), percent(recall), percent(falseAlarms)];
      }),
    );
    const families = new Set(scored.map(({ family }) => family));
    printTable(
      `By family, ${name}, at medium`,
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
