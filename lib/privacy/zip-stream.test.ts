import { hash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { readZip } from '#tests/support/read-zip.ts';
import { type ZipEntry, type ZippedFile, zipStream } from './zip-stream.ts';

async function* piecesOf(...texts: readonly string[]): AsyncGenerator<string> {
  yield* texts;
}
async function* entriesOf(...entries: readonly ZipEntry[]): AsyncGenerator<ZipEntry> {
  yield* entries;
}
async function zipped(entries: AsyncIterable<ZipEntry>, last: (files: readonly ZippedFile[]) => ZipEntry): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of zipStream(entries, last)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

describe('an archive in pieces [GOV-6]', () => {
  it('holds each file as it came, and a last one that knows the others', async () => {
    const long = 'ä line that repeats\n'.repeat(20_000);
    const file = await zipped(
      entriesOf({ name: 'a/empty.ndjson', pieces: piecesOf() }, { name: 'b.ndjson', pieces: piecesOf('first\n', long) }),
      (files) => ({ name: 'manifest.json', pieces: piecesOf(JSON.stringify(files)) }),
    );
    const files = readZip(file);
    expect([...files.keys()]).toEqual(['a/empty.ndjson', 'b.ndjson', 'manifest.json']);
    expect(files.get('a/empty.ndjson')).toBe('');
    expect(files.get('b.ndjson')).toBe(`first\n${long}`);
    expect(JSON.parse(files.get('manifest.json') ?? '')).toEqual([
      { name: 'a/empty.ndjson', bytes: 0, sha256: hash('sha256', '') },
      { name: 'b.ndjson', bytes: Buffer.byteLength(`first\n${long}`), sha256: hash('sha256', `first\n${long}`) },
    ]);
    expect(file.length).toBeLessThan(long.length / 20);
  });

  it('fails with its source', async () => {
    const failing = async function* (): AsyncGenerator<string> {
      yield 'one';
      throw new Error('the source is gone');
    };
    await expect(zipped(entriesOf({ name: 'x', pieces: failing() }), () => ({ name: 'y', pieces: piecesOf() }))).rejects.toThrow(
      'the source is gone',
    );
  });
});
