import type { ByteWriter } from './byte-writer.ts';
import { crc32c } from './crc32c.ts';

/**
 * A record on disk:
 *
 *   0  u32  CRC-32C of everything behind it
 *   4  u32  length of everything behind it
 *   8  u8   version of the payload
 *   9  u8   kind of record
 *  10       payload
 *
 * The checksum starts from the segment's random salt plus the record's offset. So a record is only valid at its own
 * place in its own segment: neither remains of an older file nor bytes that a caller planted inside a tag can pass for
 * one when the reader searches for the next record behind a damaged one. A length of zero ends the log.
 */
export const frameHeadBytes = 10;
const lengthCoveredFrom = 8;

/** The largest record with its frame; `tags` are the only field without a small bound of their own. */
export const frameBytesMax = 64 * 1024;

export interface Frame {
  /** Offset in the segment of the frame and of what follows it. */
  readonly offset: number;
  readonly end: number;
  readonly version: number;
  readonly kind: number;
  /** The payload inside the scanned bytes, not inside the segment. */
  readonly payloadStart: number;
  readonly payloadEnd: number;
}

/** Bytes that hold no valid record although a valid one follows, or although they are not zero. */
export interface Damage {
  readonly offset: number;
  readonly end: number;
  /** `torn` is the end of the log: a record that was being written when the process died. `corrupt` has records behind it. */
  readonly fault: 'torn' | 'corrupt';
}

/** Leaves room for the head; the payload is written next. */
export function beginFrame(writer: ByteWriter): void {
  writer.position = frameHeadBytes;
}

/** Fills in the head of the frame at the start of the writer and returns the frame's length in bytes. */
export function endFrame(writer: ByteWriter, version: number, kind: number, salt: number, offset: number): number {
  const end = writer.position;
  writer.position = 4;
  writer.u32(end - lengthCoveredFrom);
  writer.u8(version);
  writer.u8(kind);
  writer.position = 0;
  writer.u32(crc32c(writer.bytes, 4, end, (salt + offset) >>> 0));
  writer.position = end;
  return end;
}

/** The frame at `position` of `bytes`, which start at offset `base` of the segment; undefined when there is no valid one. */
function frameAt(bytes: Buffer, position: number, base: number, salt: number): Frame | undefined {
  if (position + frameHeadBytes > bytes.length) return undefined;
  const length = bytes.readUInt32LE(position + 4);
  const end = position + lengthCoveredFrom + length;
  if (length < frameHeadBytes - lengthCoveredFrom || end > bytes.length || end - position > frameBytesMax) return undefined;
  const offset = base + position;
  if (bytes.readUInt32LE(position) !== crc32c(bytes, position + 4, end, (salt + offset) >>> 0)) return undefined;
  return {
    offset,
    end: base + end,
    version: bytes.readUInt8(position + 8),
    kind: bytes.readUInt8(position + 9),
    payloadStart: position + frameHeadBytes,
    payloadEnd: end,
  };
}

/**
 * Every valid frame of `bytes` in order, and every stretch that is not one. Behind damage the search goes on byte by
 * byte, so one bad record costs only itself. `base` is the offset of the first byte in its segment.
 */
export function* scanFrames(bytes: Buffer, base: number, salt: number): Generator<Frame | Damage> {
  let position = 0;
  let damagedFrom = -1;
  const lastByte = lastNonZero(bytes);
  while (position <= lastByte) {
    const frame = frameAt(bytes, position, base, salt);
    if (frame === undefined) {
      if (damagedFrom === -1) damagedFrom = position;
      position += 1;
      continue;
    }
    if (damagedFrom !== -1) yield { offset: base + damagedFrom, end: base + position, fault: 'corrupt' };
    damagedFrom = -1;
    yield frame;
    position = frame.end - base;
  }
  if (damagedFrom !== -1) yield { offset: base + damagedFrom, end: base + lastByte + 1, fault: 'torn' };
}

/** Segments are filled with zeros when they are made; what lies behind the last other byte was never written. */
function lastNonZero(bytes: Buffer): number {
  let index = bytes.length - 1;
  while (index >= 0 && bytes[index] === 0) index -= 1;
  return index;
}
