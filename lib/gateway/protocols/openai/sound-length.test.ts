import { describe, expect, it } from 'vitest';
import { soundLengthMs } from './sound-length.ts';

/** Frames of MPEG-1 layer III at 128 kbit/s and 44,100 samples a second: 417 bytes, 26.12 ms each. */
const mp3 = (frames: number): Buffer => {
  const frame = Buffer.alloc(417);
  frame.set([0xff, 0xfb, 0x90, 0x00]);
  return Buffer.concat(Array.from({ length: frames }, () => frame));
};

function wav(bytesPerSecond: number, data: number, saysBytes = data): Buffer {
  const head = Buffer.alloc(44);
  head.write('RIFF....WAVEfmt ', 0, 'latin1');
  head.writeUInt32LE(16, 16);
  head.writeUInt32LE(bytesPerSecond, 28);
  head.write('data', 36, 'latin1');
  head.writeUInt32LE(saysBytes, 40);
  return Buffer.concat([head, Buffer.alloc(data)]);
}

describe('[COST-1] how long a recording plays', () => {
  it('is read from the headers of WAV and MP3', () => {
    expect(soundLengthMs(wav(16_000, 32_000))).toBe(2_000);
    expect(soundLengthMs(wav(16_000, 32_000, 0xffffffff))).toBe(2_000);
    expect(soundLengthMs(mp3(100))).toBeGreaterThan(2_590);
    expect(soundLengthMs(mp3(100))).toBeLessThan(2_630);
    const tag = Buffer.from([0x49, 0x44, 0x33, 4, 0, 0, 0, 0, 1, 0]);
    expect(soundLengthMs(Buffer.concat([tag, Buffer.alloc(128), mp3(100)]))).toBe(soundLengthMs(mp3(100)));
  });

  it.each([
    ['nothing', Buffer.alloc(0)],
    ['text', Buffer.from('hello there')],
    ['a head alone', wav(0, 0)],
    ['a cut head', wav(16_000, 100).subarray(0, 30)],
  ])('is not known of %s', (_name, bytes) => {
    expect(soundLengthMs(bytes)).toBeNull();
  });
});
