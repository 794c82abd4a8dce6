import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { crc32, createDeflateRaw } from 'node:zlib';

/** A file on its way into an archive. */
export interface ZipEntry {
  /** Path inside the archive, ASCII. */
  readonly name: string;
  readonly pieces: AsyncIterable<string>;
}

/** A file that is in an archive. */
export interface ZippedFile {
  readonly name: string;
  /** Uncompressed. */
  readonly bytes: number;
  /** Hexadecimal. */
  readonly sha256: string;
}

interface Placed extends ZippedFile {
  readonly crc: number;
  readonly packed: number;
  readonly offset: number;
}

/** Bit 3: sizes and CRC follow the data. */
const flags = 0x0008;
const deflated = 8;
const version = 20;
/** Sizes and offsets have 32 bits without the ZIP64 extension. */
const bytesMax = 0xffff_ffff;
/** 1 January 1980, where the format's clock begins; the manifest has the time. */
const dosDate = 0x0021;

/** Fields of a header, little-endian: [bytes, value]. */
function header(...fields: readonly (readonly [2 | 4, number])[]): Buffer {
  const buffer = Buffer.alloc(fields.reduce((sum, [bytes]) => sum + bytes, 0));
  let at = 0;
  for (const [bytes, value] of fields) {
    buffer.writeUIntLE(value, at, bytes);
    at += bytes;
  }
  return buffer;
}

const localHeader = (name: string): Buffer =>
  Buffer.concat([
    header(
      [4, 0x04034b50],
      [2, version],
      [2, flags],
      [2, deflated],
      [2, 0],
      [2, dosDate],
      [4, 0],
      [4, 0],
      [4, 0],
      [2, name.length],
      [2, 0],
    ),
    Buffer.from(name),
  ]);

const dataDescriptor = ({ crc, packed, bytes }: Pick<Placed, 'crc' | 'packed' | 'bytes'>): Buffer =>
  header([4, 0x08074b50], [4, crc], [4, packed], [4, bytes]);

function centralHeader({ name, crc, packed, bytes, offset }: Placed): Buffer {
  const made = header([4, 0x02014b50], [2, version], [2, version], [2, flags], [2, deflated], [2, 0], [2, dosDate]);
  const sizes = header([4, crc], [4, packed], [4, bytes], [2, name.length], [2, 0], [2, 0]);
  return Buffer.concat([made, sizes, header([2, 0], [2, 0], [4, 0], [4, offset]), Buffer.from(name)]);
}

const endOfDirectory = (count: number, bytes: number, offset: number): Buffer =>
  header([4, 0x06054b50], [2, 0], [2, 0], [2, count], [2, count], [4, bytes], [4, offset], [2, 0]);

/** Compresses what comes, and measures it. */
async function* deflate(pieces: AsyncIterable<string>, measure: (raw: Buffer) => void): AsyncGenerator<Buffer> {
  const measured = async function* () {
    for await (const piece of pieces) {
      const raw = Buffer.from(piece);
      measure(raw);
      yield raw;
    }
  };
  const packer = createDeflateRaw();
  // A fault of the source ends the packer, and with it the loop below.
  const done = pipeline(Readable.from(measured()), packer, { end: true }).catch((error: Error) => packer.destroy(error));
  for await (const chunk of packer) yield chunk;
  await done;
}

/**
 * A ZIP archive (PKWARE APPNOTE 6.3) in pieces, with memory for one: entries are compressed as they come. `last` makes a final
 * entry from what the others turned out to be. Throws where the archive grows past 4 GiB.
 */
export async function* zipStream(
  entries: AsyncIterable<ZipEntry>,
  last: (files: readonly ZippedFile[]) => ZipEntry,
): AsyncGenerator<Buffer> {
  const placed: Placed[] = [];
  let written = 0;
  const counted = (piece: Buffer): Buffer => {
    written += piece.length;
    if (written > bytesMax) throw new Error('The archive grows past 4 GiB');
    return piece;
  };
  async function* write({ name, pieces }: ZipEntry): AsyncGenerator<Buffer> {
    const offset = written;
    yield counted(localHeader(name));
    const begun = written;
    const digest = createHash('sha256');
    let [crc, bytes] = [0, 0];
    const measure = (raw: Buffer): void => {
      crc = crc32(raw, crc);
      bytes += raw.length;
      if (bytes > bytesMax) throw new Error(`${name} grows past 4 GiB`);
      digest.update(raw);
    };
    for await (const chunk of deflate(pieces, measure)) yield counted(chunk);
    const packed = written - begun;
    yield counted(dataDescriptor({ crc, packed, bytes }));
    placed.push({ name, bytes, sha256: digest.digest('hex'), crc, packed, offset });
  }
  for await (const entry of entries) yield* write(entry);
  yield* write(last(placed.map(({ name, bytes, sha256 }) => ({ name, bytes, sha256 }))));
  const directory = Buffer.concat(placed.map(centralHeader));
  const offset = written;
  yield counted(directory);
  yield endOfDirectory(placed.length, directory.length, offset);
}
