import { expect, test } from 'vitest';
import { Random } from '#tests/support/random.ts';
import { normalise } from '../injection/normalise.ts';
import { DeniedTerms } from './denied-terms.ts';
import { placedNormal } from './placed-normal.ts';

const terms = ['Project Orion', 'a.b', 'invest*', '機密', 'ab ab'];
const texts = [
  'about PROJECT   orion, a.b and axb, projects orion, Project Orionis',
  'Investments and investing, reinvest, 機密文書 and ab ab ab ab',
  `${'x '.repeat(200)}project\norion${' y'.repeat(200)}`,
  'Project Orio',
  '😀'.repeat(300),
  'P\u200broject O\u00adri\u2060\u2060on\u200b! and 機\u200b密, a\u200d.\ufeffb',
  'Рrоjеct Οrion, ＰＲＯＪＥＣＴ　ＯＲＩＯＮ, Pröject Oríon, ﬁn, 𝐏𝐫𝐨𝐣𝐞𝐜𝐭 𝐎𝐫𝐢𝐨𝐧',
  `project${' '.repeat(20)}orion, project\u00a0\u00a0orion, project\u200b \u200borion`,
  `pro${'\u200b'.repeat(500)}ject orion, pro\u{e0041}ject o\u0301rio\u200b\u0301n and Проект Орион`,
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

const disguised = [
  'o\u200brion',
  'or\u00adi\u2060on',
  'ORION',
  'оriоn',
  'ｏｒｉｏｎ',
  'oríon',
  '𝓸𝓻𝓲𝓸𝓷',
  'o\u0301\u200b\u0302rion',
  'o\u{e0062}rion',
  '\u202eorion\u202c',
];

test('[GOV-5] a term is taken out with all that it stretches over, whatever hides it from a search', () => {
  const denied = DeniedTerms.of(['orion']);
  for (const form of disguised) {
    expect(denied?.redact(`Tell of ${form}, now`), form).toMatch(/^Tell of \u202e?\[REDACTED\], now$/);
    expect(denied?.redact(`${form}`), form).toMatch(/^\u202e?\[REDACTED\]$/);
  }
  for (const other of ['orions', 'οδος', 'zürich', 'Орион', 'o rion', 'o.rion'])
    expect(denied?.redact(`Tell of ${other}\u200b, now`)).toBe(`Tell of ${other}\u200b, now`);
  expect(denied?.redact('Tell of \ufdfa orion\ufdfb')).toBe('Tell of \ufdfa [REDACTED]\ufdfb');
});

test('[GOV-5] what the check would find in a text is not in it once it was taken out', () => {
  const random = new Random(11);
  const letters = 'abc oi.\t \u00a0\u200b\u0301éαοςΣİıﬁ한\u1112\u1161\u11ab\u1160ก็\u09c7\u09be機密😀𝐏K①½\u{e0041}';
  const parts = [...disguised, ...letters, '\ud83d', 'ПРОЕКТ', 'orion '];
  const denied = DeniedTerms.of(['orion', '機密']);
  const pattern = /(?<![\p{L}\p{N}])orion(?![\p{L}\p{N}])|機密/u;
  let hits = 0;
  for (let round = 0; round < 3000; round += 1) {
    const text = Array.from({ length: 1 + random.below(14) }, () => random.pick(parts)).join('');
    const placed = placedNormal(text);
    expect(placed.text, JSON.stringify(text)).toBe(normalise(text).text);
    expect(placed.starts).toHaveLength(placed.text.length);
    const left = denied?.redact(text) ?? '';
    hits += left === text ? 0 : 1;
    expect(left === text, JSON.stringify(text)).toBe(!pattern.test(normalise(text).text));
    expect(normalise(left.replaceAll('[REDACTED]', '#')).text, JSON.stringify(text)).not.toMatch(pattern);
  }
  expect(hits).toBeGreaterThan(300);
});
