/**
 * Writes the fields of a record into one buffer that is used again for each record. Integers are little-endian;
 * `number` fields use LEB128.
 */

const digits = new Uint8Array(128).fill(0xff);
for (let value = 0; value < 16; value += 1) {
  digits['0123456789abcdef'.charCodeAt(value)] = value;
  digits['0123456789ABCDEF'.charCodeAt(value)] = value;
}

/** Where the sixteen pairs of digits stand in the text of a UUID; a loop over them is twice as fast as one over 36 characters. */
const uuidPlaces = Uint8Array.of(0, 2, 4, 6, 9, 11, 14, 16, 19, 21, 24, 26, 28, 30, 32, 34);

/** In UTF-16 units; three bytes each are less than 128. */
const shortText = 42;

/** Remembered ids; they start anew when there are more. */
const repeatedMax = 4096;

/** Thrown when a record does not fit into the writer, or a field has no encoding; nothing was written to a file. */
export class RecordNotEncodable extends Error {
  override name = 'RecordNotEncodable';
}

export class ByteWriter {
  readonly bytes: Buffer;
  /** Where the next byte goes; callers set it to start a record. */
  position = 0;
  private readonly view: DataView;
  private readonly repeated = new Map<string, Uint8Array>();

  constructor(capacity: number) {
    this.bytes = Buffer.alloc(capacity);
    this.view = new DataView(this.bytes.buffer, this.bytes.byteOffset, capacity);
  }

  u8(value: number): void {
    this.room(1);
    this.bytes[this.position++] = value;
  }

  u32(value: number): void {
    this.room(4);
    this.view.setUint32(this.position, value, true);
    this.position += 4;
  }

  /** A signed 64-bit integer; a bigint outside of it has no encoding. */
  i64(value: bigint): void {
    this.room(8);
    this.view.setBigInt64(this.position, value, true);
    if (this.view.getBigInt64(this.position, true) !== value) throw new RecordNotEncodable(`${value} does not fit into 64 bits`);
    this.position += 8;
  }

  /** A non-negative safe integer. */
  number(value: number): void {
    if (!Number.isSafeInteger(value) || value < 0) throw new RecordNotEncodable(`${value} is not a count`);
    this.room(8);
    let rest = value;
    while (rest > 0x7f) {
      this.bytes[this.position++] = (rest % 0x80) | 0x80;
      rest = Math.floor(rest / 0x80);
    }
    this.bytes[this.position++] = rest;
  }

  /** Null and zero are different things: null is 0 and a count n is n + 1. */
  optionalNumber(value: number | null): void {
    this.number(value === null ? 0 : value + 1);
  }

  /** A UUID in its text form, as sixteen bytes. */
  uuid(text: string): void {
    this.room(16);
    const { bytes, position } = this;
    let faults = text.length === 36 ? 0 : 0x80;
    for (let index = 0; index < 16; index += 1) {
      const place = uuidPlaces[index] ?? 0;
      const high = digits[text.charCodeAt(place)] ?? 0xff;
      const low = digits[text.charCodeAt(place + 1)] ?? 0xff;
      faults |= high | low;
      bytes[position + index] = (high << 4) | low;
    }
    if (faults > 0x0f) throw new RecordNotEncodable('An id is not a UUID');
    this.position = position + 16;
  }

  /** The same for an id that many records carry, such as a team's: its bytes are remembered, which is three times as fast. */
  repeatedUuid(text: string): void {
    const known = this.repeated.get(text);
    if (known !== undefined) {
      this.room(16);
      const { bytes, position } = this;
      for (let index = 0; index < 16; index += 1) bytes[position + index] = known[index] ?? 0;
      this.position = position + 16;
      return;
    }
    this.uuid(text);
    if (this.repeated.size >= repeatedMax) this.repeated.clear();
    this.repeated.set(text, Uint8Array.from(this.bytes.subarray(this.position - 16, this.position)));
  }

  /** UTF-8 with its length in bytes before it. */
  text(value: string): void {
    if (value.length > shortText) {
      this.longText(value);
      return;
    }
    // No UTF-16 unit needs more than three bytes, so the length is known to fit into the one byte left for it.
    this.room(1 + 3 * value.length);
    const size = this.bytes.write(value, this.position + 1, 3 * shortText, 'utf8');
    this.bytes[this.position] = size;
    this.position += 1 + size;
  }

  private longText(value: string): void {
    const size = Buffer.byteLength(value, 'utf8');
    this.number(size);
    this.room(size);
    this.bytes.write(value, this.position, size, 'utf8');
    this.position += size;
  }

  private room(size: number): void {
    if (this.position + size > this.bytes.length) throw new RecordNotEncodable(`A record is larger than ${this.bytes.length} bytes`);
  }
}
