const keptBytesMax = 256 * 1024;
const initialBytes = 512;

/**
 * The text a stream has produced, kept as bytes so that a thousand running streams cost megabytes and not hundreds of
 * them. Beyond 256 KiB only the size is kept.
 */
export class DeliveredText {
  #kept: Buffer | null = null;
  #keptBytes = 0;
  #bytes = 0;

  append(text: string): void {
    const size = Buffer.byteLength(text);
    this.#bytes += size;
    if (this.#keptBytes + size > keptBytesMax) return;
    const room = this.#roomFor(this.#keptBytes + size);
    room.write(text, this.#keptBytes);
    this.#keptBytes += size;
  }

  read(): { readonly text: string; readonly bytes: number } {
    const kept = this.#kept;
    const keptBytes = this.#keptBytes;
    // Bytes are only ever added behind these. Who wants the size alone, at each event of a stream, does not pay for the text.
    return {
      get text() {
        return kept?.toString('utf8', 0, keptBytes) ?? '';
      },
      bytes: this.#bytes,
    };
  }

  #roomFor(size: number): Buffer {
    const kept = this.#kept;
    if (kept !== null && kept.length >= size) return kept;
    const larger = Buffer.allocUnsafeSlow(Math.max(initialBytes, size, (kept?.length ?? 0) * 2));
    kept?.copy(larger, 0, 0, this.#keptBytes);
    this.#kept = larger;
    return larger;
  }
}
