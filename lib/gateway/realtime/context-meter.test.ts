import { describe, expect, it } from 'vitest';
import { noUsage } from '../providers/shared/no-usage.ts';
import { ContextMeter } from './context-meter.ts';

const base64Of = (bytes: number): number => (bytes * 4) / 3;

describe('[GW-9] the size of a conversation', () => {
  it('is what was counted last, the bytes of text since, and ten tokens for a second of sound', () => {
    const meter = new ContextMeter();
    const empty = meter.tokensMax;
    meter.addText(100);
    expect(meter.addSound(base64Of(48_000))).toBe(1_000);
    expect(meter.tokensMax).toBe(empty + 110);
    meter.count({ ...noUsage, input: 40, cacheRead: 20, output: 5 }, meter.mark());
    expect(meter.tokensMax).toBe(65);
    meter.addText(7);
    expect(meter.tokensMax).toBe(72);
  });

  it('knows that telephony has fewer bytes a second', () => {
    const meter = new ContextMeter();
    meter.isTelephony = true;
    expect(meter.addSound(base64Of(8_000))).toBe(1_000);
  });

  it('never counts what came after a response began as a part of it, nor anything twice', () => {
    const meter = new ContextMeter();
    meter.addText(1_000);
    const first = meter.mark();
    meter.addText(500);
    const second = meter.mark();
    meter.count({ ...noUsage, input: 30, output: 10 }, first);
    expect(meter.tokensMax).toBe(540);
    meter.count({ ...noUsage, input: 35, output: 10 }, second);
    meter.count({ ...noUsage, input: 35, output: 10 }, first);
    expect(meter.tokensMax).toBe(45);
  });

  it('stays as it was where nothing was counted, and is then what an answer is estimated by', () => {
    const meter = new ContextMeter();
    meter.addSound(base64Of(96_000));
    const before = meter.tokensMax;
    meter.count(noUsage, meter.mark());
    expect(meter.tokensMax).toBe(before);
    expect(meter.estimate(4_800, 9)).toMatchObject({ output: 5, media: { audioInput: 20, audioOutput: 2 } });
  });
});
