import { open } from 'node:fs/promises';
import { RecordNotReadable } from './byte-reader.ts';
import { decodeRecord } from './decode-record.ts';
import { type Damage, type Frame, scanFrames } from './frame.ts';
import type { JournalRecord } from './record.ts';
import { decodeSegmentHeader, type SegmentHeader, segmentHeaderBytes } from './segment-header.ts';

/** Something in a segment that could not be read. Only `torn` is expected, after a crash. */
export interface SegmentFault {
  readonly fault: 'torn' | 'corrupt' | 'unreadable' | 'header' | 'count';
  /** Offsets in the segment. */
  readonly from: number;
  readonly to: number;
  readonly because: string;
  /** The bytes in question. */
  readonly bytes: Buffer;
}

/** One step through a segment, in the order of the bytes. `offset` is where the record starts. */
export type SegmentItem =
  | { readonly fault: SegmentFault; readonly record?: never }
  | { readonly record: JournalRecord; readonly offset: number; readonly fault?: never };

export interface SegmentContent {
  /** Undefined when the header is damaged: then nothing of the segment can be trusted, and one fault covers it all. */
  readonly header: SegmentHeader | undefined;
  /** Decodes one record at a time; the bytes of the segment are in memory already. */
  items(): Iterable<SegmentItem>;
}

/** Loads a whole segment (16 MiB, about 60,000 records). */
export async function readSegment(path: string): Promise<SegmentContent> {
  const bytes = await readRange(path, 0, Number.POSITIVE_INFINITY);
  const header = decodeSegmentHeader(bytes);
  if (header !== undefined) {
    return { header, items: () => decodeFrames(bytes.subarray(segmentHeaderBytes), segmentHeaderBytes, header.salt) };
  }
  const fault: SegmentFault = { fault: 'header', from: 0, to: bytes.length, because: 'The header is damaged', bytes };
  return { header, items: () => (bytes.every((byte) => byte === 0) ? [] : [{ fault }]) };
}

/** The records in `[from, to)` of a segment whose salt is known, while others may still be appended behind. Both must be ends of records. */
export async function readRecords(path: string, salt: number, from: number, to: number): Promise<Iterable<SegmentItem>> {
  return decodeFrames(await readRange(path, from, to), from, salt);
}

async function readRange(path: string, from: number, to: number): Promise<Buffer> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    const bytes = Buffer.alloc(Math.min(size, to) - from);
    let read = 0;
    while (read < bytes.length) {
      const { bytesRead } = await file.read(bytes, read, bytes.length - read, from + read);
      if (bytesRead === 0) break;
      read += bytesRead;
    }
    return bytes.subarray(0, read);
  } finally {
    await file.close();
  }
}

function* decodeFrames(bytes: Buffer, base: number, salt: number): Generator<SegmentItem> {
  const fault = (kind: SegmentFault['fault'], { offset, end }: Frame | Damage, because: string): SegmentItem => {
    return { fault: { fault: kind, from: offset, to: end, because, bytes: bytes.subarray(offset - base, end - base) } };
  };
  let holds = 0;
  let settles = 0;
  for (const found of scanFrames(bytes, base, salt)) {
    if ('fault' in found) {
      yield fault(found.fault, found, found.fault === 'torn' ? 'The last record is cut short' : 'The checksum does not match');
      continue;
    }
    const record = readableRecord(bytes, found);
    if (record instanceof RecordNotReadable) {
      yield fault('unreadable', found, record.message);
      continue;
    }
    yield { record, offset: found.offset };
    if (record.kind === 'hold') holds += 1;
    else if (record.kind === 'settle') settles += 1;
    else if (base === segmentHeaderBytes && (record.holds !== holds || record.settles !== settles)) {
      const because = `${record.holds} holds and ${record.settles} settlements were written, ${holds} and ${settles} can be read`;
      yield fault('count', found, because);
    }
  }
}

function readableRecord(bytes: Buffer, frame: Frame): JournalRecord | RecordNotReadable {
  try {
    return decodeRecord(bytes, frame);
  } catch (error) {
    if (error instanceof RecordNotReadable) return error;
    throw error;
  }
}
