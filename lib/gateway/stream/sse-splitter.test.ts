import { describe, expect, it } from 'vitest';
import { between, seededRandom } from '../providers/sandbox/seeded-random.ts';
import { SseSplitter } from './sse-splitter.ts';

interface Seen {
  readonly bytes: string;
  readonly data: string | null;
}

function splitAll(
  chunks: readonly Buffer[],
  eventBytesMax = 1_000_000,
): { events: Seen[]; pending: number; followed: boolean; copies: number } {
  const events: Seen[] = [];
  const known = new Set(chunks);
  let copies = 0;
  const splitter = new SseSplitter(
    {
      event: (source, start, end, data) => {
        if (!known.has(source)) copies += 1;
        events.push({ bytes: source.toString('utf8', start, end), data });
        return true;
      },
    },
    eventBytesMax,
  );
  const followed = chunks.map((chunk) => splitter.push(chunk)).every(Boolean);
  return { events, pending: splitter.pendingBytes, followed, copies };
}

const stream =
  'data: {"a":1}\n\n: comment\n\nevent: x\ndata:two\ndata: lines\n\ndata: größe 😀\r\n\r\nid: 1\nretry: 5\n\ndata:\n\ndata: [DONE]\n\n';
const expected = ['{"a":1}', null, 'two\nlines', 'größe 😀', null, '', '[DONE]'];

describe('SseSplitter', () => {
  it('gives each event with its data and loses no byte', () => {
    const { events, copies } = splitAll([Buffer.from(stream)]);
    expect(events.map((event) => event.data)).toEqual(expected);
    expect(events.map((event) => event.bytes).join('')).toBe(stream);
    expect(copies).toBe(0);
  });

  it('finds the same events however the stream is cut', () => {
    const bytes = Buffer.from(stream);
    const random = seededRandom(7);
    for (let round = 0; round < 500; round += 1) {
      const chunks: Buffer[] = [];
      for (let at = 0; at < bytes.length; ) {
        const end = Math.min(bytes.length, at + between(random, 1, round % 2 === 0 ? 3 : 40));
        chunks.push(bytes.subarray(at, end));
        at = end;
      }
      const { events } = splitAll(chunks);
      expect(events.map((event) => event.data)).toEqual(expected);
      expect(events.map((event) => event.bytes).join('')).toBe(stream);
    }
  });

  it('keeps an event that has not ended', () => {
    const { events, pending } = splitAll([Buffer.from('data: 1\n\ndata: 2\n')]);
    expect(events.map((event) => event.data)).toEqual(['1']);
    expect(pending).toBe('data: 2\n'.length);
  });

  it('gives up on an event without end', () => {
    const chunk = Buffer.from(`data: ${'x'.repeat(600)}`);
    expect(splitAll([chunk, chunk], 1_000).followed).toBe(false);
  });

  it('stops where the visitor says so', () => {
    const seen: (string | null)[] = [];
    const splitter = new SseSplitter({ event: (_source, _start, _end, data) => seen.push(data) < 1 }, 1_000);
    expect(splitter.push(Buffer.from('data: 1\n\ndata: 2\n\n'))).toBe(true);
    expect(seen).toEqual(['1']);
  });
});
