import { describe, expect, it } from 'vitest';
import { embedText } from './embed-text.ts';

const dot = (left: Float32Array, right: Float32Array): number => left.reduce((sum, value, place) => sum + value * (right[place] ?? 0), 0);

describe('[GW-3] embedText', () => {
  it('gives unit vectors, the same for the same text', () => {
    for (const text of ['A tollgate on the road', '…', 'x']) {
      const vector = embedText(text, 64);
      expect(dot(vector, vector)).toBeCloseTo(1, 5);
      expect(embedText(text, 64)).toEqual(vector);
    }
    for (let word = 0; word < 50; word += 1) expect(Math.abs(embedText(`a${word} b${word}`, 1)[0] ?? 0)).toBe(1);
  });

  it('puts similar texts near each other and others apart', () => {
    const base = embedText('The budget of the sales team is used up this month', 256);
    const similar = embedText('The budget of the marketing team is used up this month', 256);
    const other = embedText('Bananas ripen faster in a paper bag', 256);
    expect(dot(base, similar)).toBeGreaterThan(0.7);
    expect(Math.abs(dot(base, other))).toBeLessThan(0.3);
  });
});
