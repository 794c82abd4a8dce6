import { SseSplitter } from '#lib/gateway/stream/sse-splitter.ts';

/** The data of each event of a stream, as the gateway reads it; events without data left out. */
export function dataOfStream(stream: string): string[] {
  const found: string[] = [];
  const event = (_source: Buffer, _start: number, _end: number, data: string | null): boolean => {
    if (data !== null) found.push(data);
    return true;
  };
  new SseSplitter({ event }, 1_000_000).push(Buffer.from(stream));
  return found;
}
