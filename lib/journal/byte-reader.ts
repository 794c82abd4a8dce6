/** Thrown when the bytes of a record end early or do not mean anything; the frame's checksum was right all the same. */
export class RecordNotReadable extends Error {
  override name = 'RecordNotReadable';
}

/** Reads what ByteWriter wrote. Every read is checked against the end of the record. */
export class ByteReader {
  private readonly bytes: Buffer;
  private readonly view: DataView;
  private readonly end: number;
  private position: number;

  constructor(bytes: Buffer, start: number, end: number) {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    this.position = start;
    this.end = end;
  }

  u8(): number {
    return this.view.getUint8(this.take(1));
  }

  u32(): number {
    return this.view.getUint32(this.take(4), true);
  }

  i64(): bigint {
    return this.view.getBigInt64(this.take(8), true);
  }

  number(): number {
    let value = 0;
    for (let scale = 1; scale <= 0x80 ** 7; scale *= 0x80) {
      const byte = this.u8();
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) {
        if (!Number.isSafeInteger(value)) break;
        return value;
      }
    }
    throw new RecordNotReadable('A count is too large');
  }

  optionalNumber(): number | null {
    const value = this.number();
    return value === 0 ? null : value - 1;
  }

  uuid(): string {
    const start = this.take(16);
    const text = this.bytes.toString('hex', start, start + 16);
    return `${text.slice(0, 8)}-${text.slice(8, 12)}-${text.slice(12, 16)}-${text.slice(16, 20)}-${text.slice(20)}`;
  }

  text(): string {
    const size = this.number();
    const start = this.take(size);
    return this.bytes.toString('utf8', start, start + size);
  }

  /** Refuses bytes that nothing has read: a decoder of another version would leave some. */
  finish(): void {
    if (this.position !== this.end) throw new RecordNotReadable(`${this.end - this.position} bytes are left over`);
  }

  private take(size: number): number {
    const start = this.position;
    if (start + size > this.end) throw new RecordNotReadable('A record ends early');
    this.position = start + size;
    return start;
  }
}
