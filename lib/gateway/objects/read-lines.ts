import { UpstreamFailure, type UpstreamRequest, type UpstreamTransport } from '#lib/outbound/index.ts';

export interface LineLimits {
  /** For the whole exchange. */
  readonly timeoutMs: number;
  readonly lineBytesMax: number;
}

const lineFeed = 10;

/**
 * Reads an answer line by line, without keeping it; resolves to its status. The lines of an answer that is no success are
 * not told. Rejects with UpstreamFailure where it breaks off, takes too long or has an endless line.
 */
export function readLines(
  transport: UpstreamTransport,
  request: UpstreamRequest,
  limits: LineLimits,
  onLine: (line: string) => void,
): Promise<number> {
  return new Promise((resolve, reject) => {
    const exchange = transport.open(request);
    let pending: Buffer[] = [];
    let pendingBytes = 0;
    const fail = (error: unknown): void => {
      clearTimeout(timer);
      reject(error instanceof Error ? error : new UpstreamFailure('protocol', true, error));
      exchange.abort();
    };
    const timer = setTimeout(() => fail(new UpstreamFailure('aborted', true)), limits.timeoutMs);
    const flush = (last: Buffer): void => {
      const line = pendingBytes === 0 ? last : Buffer.concat([...pending, last]);
      pending = [];
      pendingBytes = 0;
      if (line.length > 0) onLine(line.toString());
    };
    exchange.head.then(({ status }) => {
      const isRead = status >= 200 && status < 300;
      exchange.read({
        data: (chunk) => {
          let start = 0;
          for (let feed = chunk.indexOf(lineFeed); feed !== -1 && isRead; feed = chunk.indexOf(lineFeed, start)) {
            flush(chunk.subarray(start, feed));
            start = feed + 1;
          }
          pending.push(chunk.subarray(start));
          pendingBytes += chunk.length - start;
          if (pendingBytes > limits.lineBytesMax) fail(new UpstreamFailure('protocol', true));
        },
        end: () => {
          clearTimeout(timer);
          if (isRead) flush(Buffer.alloc(0));
          resolve(status);
        },
        fail,
      });
    }, fail);
  });
}
