import { UpstreamFailure, type UpstreamRequest, type UpstreamTransport } from './upstream-exchange.ts';

/** A whole answer of a provider, or why there is none. */
export type ProviderAnswer =
  | { readonly kind: 'answered'; readonly status: number; readonly body: string; readonly retryAfter?: string }
  | { readonly kind: 'failed'; readonly failure: UpstreamFailure }
  | { readonly kind: 'late' };

export interface AskLimits {
  /** For the whole exchange. */
  readonly timeoutMs: number;
  /** What comes behind is not waited for. */
  readonly bodyBytesMax: number;
}

/** One exchange, read to its end. Never rejects: what goes wrong is the answer. */
export function askProvider(transport: UpstreamTransport, request: UpstreamRequest, limits: AskLimits): Promise<ProviderAnswer> {
  return new Promise((resolve) => {
    const exchange = transport.open(request);
    const settle = (answer: ProviderAnswer): void => {
      clearTimeout(timer);
      resolve(answer);
      exchange.abort();
    };
    const timer = setTimeout(() => settle({ kind: 'late' }), limits.timeoutMs);
    const fail = (error: unknown): void =>
      settle({ kind: 'failed', failure: error instanceof UpstreamFailure ? error : new UpstreamFailure('protocol', false, error) });
    exchange.head.then(({ status, headers }) => {
      const chunks: Buffer[] = [];
      let bytes = 0;
      const { 'retry-after': retryAfter } = headers;
      const wait = typeof retryAfter === 'string' ? { retryAfter } : {};
      const end = (): void => settle({ kind: 'answered', status, body: Buffer.concat(chunks).toString(), ...wait });
      exchange.read({
        data(chunk) {
          chunks.push(chunk);
          bytes += chunk.length;
          if (bytes > limits.bodyBytesMax) end();
        },
        end,
        fail,
      });
    }, fail);
  });
}
