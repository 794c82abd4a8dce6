import { Readable } from 'node:stream';
import type { GatewayRequest, GatewayResponder } from '../../gateway-request.ts';
import { asList, asRecord, parseJson } from '../../json/as-record.ts';
import { unitVector } from './vectors.ts';

/** A request for the vector of a text, as it would come from outside; it has no caller's headers but a task. */
export function embeddingRequest(model: string, text: string): GatewayRequest {
  const body = Buffer.from(JSON.stringify({ model, input: text, encoding_format: 'float' }));
  const headers: Readonly<Record<string, string>> = { 'content-type': 'application/json', 'x-tollgate-task': 'cache_embedding' };
  return {
    ...{ method: 'POST', path: '/api/v1/embeddings', query: '', remoteAddress: null, connection: null },
    header: (name) => headers[name],
    headers: () => Object.entries(headers),
    streamBody: () => Readable.from([body]),
    readBody: async () => body,
  };
}

/** Takes an answer in for this process. `left` is called when nobody waits for it any more. */
export class EmbeddingResponder implements GatewayResponder {
  readonly #chunks: Buffer[] = [];
  #status = 0;
  #leave: (() => void) | null = null;

  start(status: number): void {
    this.#status = status;
  }

  write(bytes: Buffer): boolean {
    this.#chunks.push(bytes);
    return true;
  }

  end(bytes?: Buffer): void {
    if (bytes !== undefined) this.#chunks.push(bytes);
  }

  /** An answer that broke off has no vector. */
  breakOff(): void {
    this.#chunks.length = 0;
  }

  onDrain(): void {}

  onClose(listener: () => void): void {
    this.#leave = listener;
  }

  left(): void {
    this.#leave?.();
  }

  /** The vector of length one, once the call has ended; null where it brought none. */
  vector(): Float32Array | null {
    if (this.#status !== 200) return null;
    const [first] = asList(asRecord(parseJson(Buffer.concat(this.#chunks).toString()))?.data);
    const values = asList(asRecord(first)?.embedding);
    return values.every((value) => typeof value === 'number') ? unitVector(values.map(Number)) : null;
  }
}
