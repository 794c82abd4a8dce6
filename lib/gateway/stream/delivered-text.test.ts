import { describe, expect, it } from 'vitest';
import { DeliveredText } from './delivered-text.ts';

describe('DeliveredText', () => {
  it('keeps what was appended, across its own growth', () => {
    const text = new DeliveredText();
    const parts = Array.from({ length: 2_000 }, (_, index) => `wörd${index} `);
    for (const part of parts) text.append(part);
    expect(text.read()).toEqual({ text: parts.join(''), bytes: Buffer.byteLength(parts.join('')) });
  });

  it('counts on when it no longer keeps', () => {
    const text = new DeliveredText();
    text.append('a'.repeat(200_000));
    text.append('b'.repeat(200_000));
    expect(text.read().bytes).toBe(400_000);
    expect(text.read().text).toBe('a'.repeat(200_000));
  });
});
