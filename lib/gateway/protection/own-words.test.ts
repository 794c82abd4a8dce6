import { describe, expect, test } from 'vitest';
import { isLookedAt } from './own-words.ts';

describe('[GOV-2] which strings are looked at', () => {
  test.each([
    ['content', 'ada@example.com', true],
    ['', 'in a list', true],
    ['model', 'gpt-4o-2024-08-06', false],
    ['id', 'call_9f2', false],
    // What a tool answers has fields of these names, too.
    ['id', 'ada@example.com', true],
    ['id', '078-05-1120', true],
    ['detail', 'Patient 943 476 5919', true],
    ['data', 'A plain text about ada@example.com', true],
    ['data', 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJ', false],
    ['signature', 'anything', false],
  ])('in "%s", %s: %s', (field, text, isSo) => expect(isLookedAt(field, text)).toBe(isSo));
});
