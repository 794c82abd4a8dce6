import { crc32 } from 'node:zlib';
import { AppError } from '#lib/core/errors.ts';

/** One message of an event stream. */
export interface EventStreamMessage {
  /** String headers by name, such as `:event-type`; those of other types are passed over. */
  readonly headers: ReadonlyMap<string, string>;
  readonly payload: Buffer;
}

/** Length and header length, each with its 4 bytes, and their checksum. */
const preludeBytes = 12;
const checksumBytes = 4;
/** AWS's own limit of a message is 16 MiB of payload and 128 KiB of headers. */
const messageBytesMax = 16 * 1024 * 1024 + 128 * 1024 + preludeBytes + checksumBytes;

const broken = (what: string): AppError =>
  new AppError('provider_error', { detail: `The provider’s event stream cannot be read: ${what}.` });

/** Bytes of a header's value by its type; a string and bytes carry their length. */
const valueBytes: readonly number[] = [0, 0, 1, 2, 4, 8, -1, -1, 8, 16];
const stringType = 7;

function readHeaders(bytes: Buffer): ReadonlyMap<string, string> {
  const headers = new Map<string, string>();
  for (let at = 0; at < bytes.length; ) {
    const nameEnd = at + 1 + bytes.readUInt8(at);
    const name = bytes.toString('utf8', at + 1, nameEnd);
    const type = bytes.readUInt8(nameEnd);
    const fixed = valueBytes[type];
    if (fixed === undefined) throw broken(`a header has the unknown type ${type}`);
    const start = fixed === -1 ? nameEnd + 3 : nameEnd + 1;
    const end = start + (fixed === -1 ? bytes.readUInt16BE(nameEnd + 1) : fixed);
    if (end > bytes.length) throw broken('a header is longer than all of them');
    if (type === stringType) headers.set(name, bytes.toString('utf8', start, end));
    at = end;
  }
  return headers;
}

function readMessage(bytes: Buffer): EventStreamMessage {
  const end = bytes.length - checksumBytes;
  if (crc32(bytes.subarray(0, end)) !== bytes.readUInt32BE(end)) throw broken('the checksum of a message does not hold');
  const payloadStart = preludeBytes + bytes.readUInt32BE(4);
  try {
    return { headers: readHeaders(bytes.subarray(preludeBytes, payloadStart)), payload: bytes.subarray(payloadStart, end) };
  } catch (error) {
    throw error instanceof RangeError ? broken('a header breaks off') : error;
  }
}

/**
 * Cuts messages out of chunks that may break anywhere, and checks both checksums of each
 * (docs.aws.amazon.com, "Event stream encoding": `application/vnd.amazon.eventstream`).
 */
export class EventStreamSplitter {
  #pending: Buffer = Buffer.alloc(0);

  /** The messages that are complete. Throws AppError('provider_error') for bytes that are none. */
  push(chunk: Buffer): EventStreamMessage[] {
    let rest = this.#pending.length === 0 ? chunk : Buffer.concat([this.#pending, chunk]);
    const messages: EventStreamMessage[] = [];
    while (rest.length >= preludeBytes) {
      const length = this.#lengthOf(rest);
      if (rest.length < length) break;
      messages.push(readMessage(rest.subarray(0, length)));
      rest = rest.subarray(length);
    }
    this.#pending = rest;
    return messages;
  }

  /** Throws AppError('provider_error') where the stream ended in the middle of a message. */
  end(): void {
    if (this.#pending.length > 0) throw broken('it ended in the middle of a message');
  }

  /** The whole length of the message that begins here; what it says of itself is checked before it is waited for. */
  #lengthOf(bytes: Buffer): number {
    if (crc32(bytes.subarray(0, 8)) !== bytes.readUInt32BE(8)) throw broken('the checksum of a prelude does not hold');
    const length = bytes.readUInt32BE(0);
    const headersLength = bytes.readUInt32BE(4);
    if (length > messageBytesMax) throw broken('a message is larger than AWS sends any');
    if (length < preludeBytes + headersLength + checksumBytes) throw broken('a message is shorter than its headers');
    return length;
  }
}
