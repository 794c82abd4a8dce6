import { expect, test } from 'vitest';
import { Random } from '#tests/support/random.ts';
import { DeniedTerms } from './denied-terms.ts';

const terms = ['Project Orion', 'a.b', 'invest*', '機密', 'ab ab'];
const texts = [
  'about PROJECT   orion, a.b and axb, projects orion, Project Orionis',
  'Investments and investing, reinvest, 機密文書 and ab ab ab ab',
  `${'x '.repeat(200)}project\norion${' y'.repeat(200)}`,
  'Project Orio',
  '😀'.repeat(300),
  '',
];

test('[GOV-5] denied terms are taken out of a text in the same way however it comes in pieces, and nothing of one leaves before', () => {
  const denied = DeniedTerms.of(terms);
  const random = new Random(7);
  for (const text of texts) {
    for (let round = 0; round < 20; round += 1) {
      let found = 0;
      const filter = denied?.open(() => {
        found += 1;
      });
      let told = '';
      for (let at = 0; at < text.length; ) {
        const size = 1 + random.below(30);
        told += filter?.push(text.slice(at, at + size)) ?? '';
        at += size;
      }
      told += filter?.end() ?? '';
      expect(told).toBe(denied?.redact(text));
      expect(found).toBe(told.split('[REDACTED]').length - 1);
    }
  }
});

test('[GOV-5] a text without terms flows, but for what the longest of them could stretch over', () => {
  const filter = DeniedTerms.of(['orion'])?.open(() => {});
  const text = 'A ship sails for the islands. '.repeat(10);
  expect(filter?.push(text).length).toBeGreaterThan(text.length - 20);
  expect(DeniedTerms.of([])).toBeNull();
});
