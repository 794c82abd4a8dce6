/** Receives complete events of a stream in order. */
export interface SseVisitor {
  /**
   * One event: the bytes [start, end) of `source` with their blank line, and its data lines joined; null where it has
   * none (comments, `retry:`). Return false to stop: the rest of the chunk is dropped.
   */
  event(source: Buffer, start: number, end: number, data: string | null): boolean;
}

const lineFeed = 10;
const carriageReturn = 13;

/**
 * Cuts server-sent events (WHATWG HTML §9.2) out of chunks that may break anywhere, without copying what arrives whole.
 * Lines end with LF or CRLF; a lone CR, which the standard also allows and no provider sends, does not end a line.
 */
export class SseSplitter {
  readonly #eventBytesMax: number;
  readonly #visitor: SseVisitor;
  /** Chunks of an event that has begun and not ended. */
  #tail: Buffer[] = [];
  #tailBytes = 0;
  /** Bytes of the line that the tail breaks off in, without a trailing CR. */
  #lineBytes = 0;

  constructor(visitor: SseVisitor, eventBytesMax: number) {
    this.#visitor = visitor;
    this.#eventBytesMax = eventBytesMax;
  }

  /** Bytes of an event that has begun and not ended. */
  get pendingBytes(): number {
    return this.#tailBytes;
  }

  /** False when a single event is larger than allowed: the stream cannot be followed any more. */
  push(chunk: Buffer): boolean {
    let eventStart = 0;
    let lineStart = 0;
    for (let at = chunk.indexOf(lineFeed); at !== -1; at = chunk.indexOf(lineFeed, lineStart)) {
      const isBlank = this.#lineBytes === 0 && (at === lineStart || (at === lineStart + 1 && chunk[lineStart] === carriageReturn));
      lineStart = at + 1;
      this.#lineBytes = 0;
      if (!isBlank) continue;
      if (!this.#emit(chunk, eventStart, lineStart)) return true;
      eventStart = lineStart;
    }
    return this.#keep(chunk, eventStart, lineStart);
  }

  #keep(chunk: Buffer, eventStart: number, lineStart: number): boolean {
    if (eventStart === chunk.length) return true;
    this.#tail.push(chunk.subarray(eventStart));
    this.#tailBytes += chunk.length - eventStart;
    const endsInReturn = chunk[chunk.length - 1] === carriageReturn;
    this.#lineBytes += chunk.length - lineStart - (endsInReturn ? 1 : 0);
    return this.#tailBytes <= this.#eventBytesMax;
  }

  #emit(chunk: Buffer, start: number, end: number): boolean {
    if (this.#tail.length === 0) return this.#visitor.event(chunk, start, end, dataOf(chunk, start, end));
    const whole = Buffer.concat([...this.#tail, chunk.subarray(start, end)]);
    this.#tail = [];
    this.#tailBytes = 0;
    return this.#visitor.event(whole, 0, whole.length, dataOf(whole, 0, whole.length));
  }
}

const isDataLine = (bytes: Buffer, at: number): boolean =>
  bytes[at] === 0x64 && bytes[at + 1] === 0x61 && bytes[at + 2] === 0x74 && bytes[at + 3] === 0x61 && bytes[at + 4] === 0x3a;

/** The data of an event: its `data:` lines without the field name and one leading space, joined with line feeds. */
function dataOf(bytes: Buffer, start: number, end: number): string | null {
  let data: string | null = null;
  for (let lineStart = start; lineStart < end; ) {
    const feed = bytes.indexOf(lineFeed, lineStart);
    const lineEnd = feed > lineStart && bytes[feed - 1] === carriageReturn ? feed - 1 : feed;
    if (isDataLine(bytes, lineStart) && lineStart + 5 <= lineEnd) {
      const from = bytes[lineStart + 5] === 0x20 ? lineStart + 6 : lineStart + 5;
      const line = bytes.toString('utf8', from, lineEnd);
      data = data === null ? line : `${data}\n${line}`;
    }
    lineStart = feed + 1;
  }
  return data;
}
