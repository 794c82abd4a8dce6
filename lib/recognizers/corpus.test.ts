import { expect, test } from 'vitest';
import { recognizerCorpus } from '../../bench/recognizer-corpus.ts';
import { microsecondsPerKilobyte, scoreRecognizers, speedTexts } from '../../bench/recognizers.ts';

test('[GOV-2] every kind is found in a corpus of right and nearly right values, and hardly anything else', () => {
  const scores = scoreRecognizers(recognizerCorpus(40));
  expect(scores.length).toBeGreaterThan(80);
  const low = scores.filter(({ precision, recall }) => precision < 0.75 || recall < 0.9);
  expect(low).toEqual([]);
  const mean = (of: (score: (typeof scores)[number]) => number): number =>
    scores.reduce((sum, score) => sum + of(score), 0) / scores.length;
  expect(mean(({ precision }) => precision)).toBeGreaterThan(0.98);
  expect(mean(({ recall }) => recall)).toBeGreaterThan(0.98);
}, 30_000);

test('[GOV-2] a kilobyte takes less than a millisecond', () => {
  for (const [name, text] of Object.entries(speedTexts)) {
    // The quickest of a few rounds: other work on the machine is not ours.
    const quickest = Math.min(...Array.from({ length: 5 }, () => microsecondsPerKilobyte(text, 4)));
    expect(quickest, name).toBeLessThan(1_000);
  }
});
