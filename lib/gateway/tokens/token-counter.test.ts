import { describe, expect, it } from 'vitest';
import { TokenCounter } from './token-counter.ts';

const counter = new TokenCounter();

describe('TokenCounter', () => {
  it.each([
    ['', 0],
    ['hello world', 2],
    ['The quick brown fox', 4],
    ['<|endoftext|>', 7],
  ])('counts %j as %i', async (text, tokens) => {
    expect(await counter.count(text)).toBe(tokens);
  });

  it('does not hold up the event loop, not even with the worst text', async () => {
    await counter.warm();
    let turns = 0;
    const ticking = setInterval(() => {
      turns += 1;
    }, 1);
    const worst = Array.from({ length: 60_000 }, (_, index) => ((index * 7_919) % 1_679_616).toString(36)).join('');
    await counter.count(worst);
    clearInterval(ticking);
    expect(turns).toBeGreaterThan(5);
  });

  it('goes by the ratio of what it saw where it does not see all', async () => {
    const text = 'The quick brown fox jumps. '.repeat(40_000);
    const exact = await counter.count(text.slice(0, 200_000));
    const whole = await counter.count(text);
    expect(whole / exact).toBeCloseTo(text.length / 200_000, 1);
    const scaled = await counter.count('hello world', 1_100);
    expect(scaled).toBe(200);
  });
});
