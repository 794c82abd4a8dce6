import { expect, test } from 'vitest';
import { skeleton } from './skeleton.ts';

test('[GOV-1] texts that read alike have one skeleton, and others do not', () => {
  const alike = [
    'Project  Orion',
    'PROJECT ORION',
    'Ｐｒｏｊｅｃｔ　Ｏｒｉｏｎ',
    'Pro\u200bject Ori\u00ado\u2060n',
    'Рrоjеct Οrion',
    'Próject\nOríon',
    'project orıon',
  ];
  expect(new Set(alike.map(skeleton))).toEqual(new Set(['project orion']));
  // A word of nothing but Cyrillic letters, as a whole.
  expect(skeleton('сосоа')).toBe('cocoa');
  expect(skeleton('СОСОА')).toBe('cocoa');
  expect(skeleton('Орион')).not.toBe('orion');
  expect(new Set(['Zürich', 'zurich', 'zu\u0308rich'].map(skeleton)).size).toBe(1);
  expect(skeleton('機密')).toBe('機密');
  expect(skeleton('한국어')).toBe('한국어');
  expect(skeleton('')).toBe('');
});

test('[GOV-1] no character makes many of itself', () => {
  for (const phrase of ['\ufdfa', '\ufdfb']) expect(skeleton(phrase.repeat(1000)).length).toBeLessThanOrEqual(1000);
});
