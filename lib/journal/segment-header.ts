import { crc32c } from './crc32c.ts';

/**
 * The first 64 bytes of a segment:
 *
 *   0  "TGJRNL" and two bytes of format version     8  u32 sequence     12  u32 salt
 *   16 incarnation of the writer (UUID)            32  boot id of the writer's kernel (UUID)
 *   48 f64 time of making, ms since the epoch      56  zeros            60  u32 CRC-32C of bytes 0 to 59
 */
export const segmentHeaderBytes = 64;

const magic = 'TGJRNL';
const formatVersion = 1;

export interface SegmentHeader {
  /** Counts up within a folder; also the name of the file. */
  readonly sequence: number;
  /** Random; see frame.ts for what it guards against. */
  readonly salt: number;
  readonly incarnation: string;
  readonly bootId: string;
  readonly madeAtMs: number;
}

export function encodeSegmentHeader(header: SegmentHeader): Buffer {
  const bytes = Buffer.alloc(segmentHeaderBytes);
  bytes.write(magic, 0, 'latin1');
  bytes.writeUInt16LE(formatVersion, 6);
  bytes.writeUInt32LE(header.sequence, 8);
  bytes.writeUInt32LE(header.salt, 12);
  bytes.write(header.incarnation.replaceAll('-', ''), 16, 16, 'hex');
  bytes.write(header.bootId.replaceAll('-', ''), 32, 16, 'hex');
  bytes.writeDoubleLE(header.madeAtMs, 48);
  bytes.writeUInt32LE(crc32c(bytes, 0, 60), 60);
  return bytes;
}

/** The header at the start of a segment, or undefined when it is damaged, cut short, or of a format this build does not know. */
export function decodeSegmentHeader(bytes: Buffer): SegmentHeader | undefined {
  if (bytes.length < segmentHeaderBytes) return undefined;
  if (bytes.toString('latin1', 0, 6) !== magic || bytes.readUInt16LE(6) !== formatVersion) return undefined;
  if (bytes.readUInt32LE(60) !== crc32c(bytes, 0, 60)) return undefined;
  return {
    sequence: bytes.readUInt32LE(8),
    salt: bytes.readUInt32LE(12),
    incarnation: uuidAt(bytes, 16),
    bootId: uuidAt(bytes, 32),
    madeAtMs: bytes.readDoubleLE(48),
  };
}

function uuidAt(bytes: Buffer, start: number): string {
  const hex = bytes.toString('hex', start, start + 16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
