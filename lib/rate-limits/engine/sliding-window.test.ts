import { describe, expect, it } from 'vitest';
import { Random } from '#tests/support/random.ts';
import { slotMsOf, windowMsOf } from './gauge.ts';
import { SlidingWindow } from './sliding-window.ts';

const minute = { windowMs: windowMsOf.minute, slotMs: slotMsOf(windowMsOf.minute) };

describe('[RATE-1] a window that slides', () => {
  it('keeps an amount for at least the window and at most one slot longer', () => {
    for (const at of [0, 999, 1_000, 61_234]) {
      const window = new SlidingWindow(minute);
      const slot = window.advance(at);
      const before = window.total;
      window.add(slot, 5);
      window.advance(at + minute.windowMs);
      expect(window.total).toBe(5);
      window.advance(at + minute.windowMs + minute.slotMs);
      expect([before, window.total]).toEqual([0, 0]);
    }
  });

  it('says to the millisecond when an amount fits again, and never lets more through in any window', () => {
    for (let seed = 1; seed <= 60; seed += 1) {
      const random = new Random(seed);
      const window = new SlidingWindow(minute);
      const limit = 1 + random.below(40);
      const admitted: { at: number; amount: number }[] = [];
      let now = random.below(100_000);
      for (let step = 0; step < 400; step += 1) {
        now += random.below(4_000);
        const amount = 1 + random.below(4);
        const slot = window.advance(now);
        const waitMs = window.waitMs(amount, limit, now);
        if (window.total + amount <= limit) {
          window.add(slot, amount);
          admitted.push({ at: now, amount });
        } else if (waitMs !== null) {
          window.advance(now + waitMs - 1);
          expect(window.total + amount).toBeGreaterThan(limit);
          now += waitMs;
          window.advance(now);
          expect(window.total + amount).toBeLessThanOrEqual(limit);
        } else expect(amount).toBeGreaterThan(limit);
      }
      for (const { at } of admitted) {
        const within = admitted.filter((one) => one.at >= at && one.at < at + minute.windowMs);
        expect(within.reduce((sum, one) => sum + one.amount, 0)).toBeLessThanOrEqual(limit);
      }
      expect(admitted.length).toBeGreaterThan(limit);
    }
  });

  it('takes back from the slot in which it was counted, and nothing of what is over', () => {
    const window = new SlidingWindow(minute);
    const slot = window.advance(10_000);
    window.add(slot, 7);
    window.add(slot, -3);
    expect(window.total).toBe(4);
    window.advance(10_000 + 2 * minute.windowMs);
    window.add(slot, -4);
    expect([window.total, window.resetMs(200_000)]).toEqual([0, 0]);
  });

  it('does not forget when the clock goes back', () => {
    const window = new SlidingWindow(minute);
    window.add(window.advance(100_000), 3);
    window.add(window.advance(40_000), 1);
    expect(window.total).toBe(4);
  });
});
