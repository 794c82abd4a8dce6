import { describe, expect, it } from 'vitest';
import { PeakAverage } from './peak-average.ts';

describe('[GW-4] the peak average of a latency', () => {
  it('is not known before the first measurement', () => {
    expect(new PeakAverage().read(0)).toBeNull();
  });

  it('takes a peak at once, and comes down from it slowly', () => {
    const average = new PeakAverage();
    average.add(100, 0);
    average.add(2_000, 1_000);
    expect(average.read(1_000)).toBe(2_000);
    for (let now = 1_100; now <= 11_000; now += 100) average.add(100, now);
    // After ten seconds of good calls half of the peak is gone, whatever their number.
    expect(average.read(11_000)).toBeCloseTo(1_050, -1);
    for (let now = 11_100; now <= 61_000; now += 100) average.add(100, now);
    expect(average.read(61_000)).toBeLessThan(140);
  });

  it('sinks without calls, so that a target that was slow is tried again', () => {
    const average = new PeakAverage();
    average.add(8_000, 0);
    expect(average.read(10_000)).toBe(4_000);
    expect(average.read(100_000)).toBeLessThan(10);
  });
});
