import { describe, expect, test } from 'vitest';
import { SampleCalls } from '#tests/support/sample-calls.ts';
import { ByteWriter } from './byte-writer.ts';
import { encodeSettle } from './encode-record.ts';
import { beginFrame, type Damage, endFrame, type Frame, frameBytesMax, scanFrames } from './frame.ts';
import { recordKind, recordVersion } from './record.ts';

const salt = 0x9e3779b9;
const base = 64;
const calls = new SampleCalls({ seed: 8, tenants: 2 });

/** A log of so many settlements, as it stands on disk behind the header, and where each begins. */
function logOf(count: number): { readonly bytes: Buffer; readonly starts: number[]; readonly end: number } {
  const writer = new ByteWriter(frameBytesMax);
  const parts: Buffer[] = [];
  const starts: number[] = [];
  let offset = base;
  for (let index = 0; index < count; index += 1) {
    beginFrame(writer);
    encodeSettle(writer, calls.event(), 1);
    const length = endFrame(writer, recordVersion, recordKind.settle, salt, offset);
    parts.push(Buffer.from(writer.bytes.subarray(0, length)));
    starts.push(offset);
    offset += length;
  }
  return { bytes: Buffer.concat([...parts, Buffer.alloc(500)]), starts, end: offset };
}

const scan = (bytes: Buffer) => {
  const found = [...scanFrames(bytes, base, salt)];
  return {
    frames: found.filter((item): item is Frame => !('fault' in item)).map(({ offset }) => offset),
    damages: found.filter((item): item is Damage => 'fault' in item),
  };
};

describe('frames', () => {
  const { bytes, starts, end } = logOf(12);

  test('a whole log is read, and its zeros end it', () => {
    expect(scan(bytes)).toEqual({ frames: starts, damages: [] });
    expect(scan(bytes.subarray(0, end - base))).toEqual({ frames: starts, damages: [] });
    expect(scan(Buffer.alloc(4096))).toEqual({ frames: [], damages: [] });
    expect(scan(Buffer.alloc(0))).toEqual({ frames: [], damages: [] });
  });

  test('with any one byte changed, every record but that one is read and the damage is reported', () => {
    for (let index = 0; index < end - base; index += 1) {
      const damaged = Buffer.from(bytes);
      damaged.writeUInt8((bytes.readUInt8(index) ^ (1 + (index % 255))) & 0xff, index);
      const hit = starts.findLast((start) => start <= base + index);
      const { frames, damages } = scan(damaged);
      expect(frames).toEqual(starts.filter((start) => start !== hit));
      expect(damages).toHaveLength(1);
      expect(damages[0]).toMatchObject({ offset: hit, fault: hit === starts.at(-1) ? 'torn' : 'corrupt' });
    }
  });

  test('cut at any length, the records before the cut are read and the rest is a torn end', () => {
    for (let length = 0; length <= end - base; length += 1) {
      for (const rest of [Buffer.alloc(0), Buffer.alloc(300)]) {
        const { frames, damages } = scan(Buffer.concat([bytes.subarray(0, length), rest]));
        const ends = [...starts.slice(1), end];
        const whole = starts.filter((_, record) => (ends[record] ?? 0) <= base + length);
        // Zeros behind a cut may happen to be the very bytes that were cut off.
        expect(frames.slice(0, whole.length)).toEqual(whole);
        expect(frames.length - whole.length).toBeLessThanOrEqual(rest.length > 0 ? 1 : 0);
        expect(damages.every(({ fault }) => fault === 'torn')).toBe(true);
      }
    }
  });

  test('a lost page in the middle costs its own records only', () => {
    const { bytes: long, starts: all } = logOf(200);
    const lost = Buffer.from(long);
    lost.fill(0, 4096, 8192);
    const { frames, damages } = scan(lost);
    const touched = (start: number, next: number) => start - base < 8192 && next - base > 4096;
    expect(frames).toEqual(all.filter((start, index) => !touched(start, all[index + 1] ?? start)));
    expect(damages).toEqual([expect.objectContaining({ fault: 'corrupt' })]);
  });

  test('neither a record of another segment, nor one at another place, nor one inside a tag passes for a record', () => {
    expect([...scanFrames(bytes, base, salt + 1)].every((item) => 'fault' in item)).toBe(true);
    const [first = 0, second = 0] = starts;
    const frame = bytes.subarray(first - base, second - base);
    const moved = Buffer.concat([Buffer.of(1, 2, 3), frame, frame]);
    expect(scan(moved).frames).toEqual([]);
    const writer = new ByteWriter(frameBytesMax);
    beginFrame(writer);
    encodeSettle(writer, { ...calls.event(), tags: { planted: frame.toString('latin1') } }, 1);
    const planted = Buffer.from(writer.bytes.subarray(0, endFrame(writer, recordVersion, recordKind.settle, salt, base)));
    planted.writeUInt8(planted.readUInt8(0) ^ 1, 0);
    expect(scan(Buffer.concat([planted, Buffer.alloc(10)])).frames).toEqual([]);
  });
});
