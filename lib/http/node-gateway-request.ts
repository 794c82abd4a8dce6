import type { IncomingMessage, ServerResponse } from 'node:http';
import { PassThrough, type Readable } from 'node:stream';
import { AppError } from '#lib/core/errors.ts';
import { CallerGone, type GatewayRequest } from '#lib/gateway/index.ts';

const tooLarge = (bytesMax: number): AppError =>
  new AppError('body_too_large', { detail: `The body is larger than ${bytesMax} bytes, the limit of this route.` });

/** A request of Node's HTTP server as the pipeline sees it. */
export class NodeGatewayRequest implements GatewayRequest {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly #message: IncomingMessage;
  readonly #response: ServerResponse;
  readonly #expectsContinue: boolean;

  constructor(message: IncomingMessage, response: ServerResponse, expectsContinue: boolean) {
    const url = message.url ?? '/';
    const query = url.indexOf('?');
    this.method = message.method ?? 'GET';
    this.path = query === -1 ? url : url.slice(0, query);
    this.query = query === -1 ? '' : url.slice(query + 1);
    this.#message = message;
    this.#response = response;
    this.#expectsContinue = expectsContinue;
  }

  get connection(): object {
    return this.#message.socket;
  }

  get remoteAddress(): string | null {
    return this.#message.socket.remoteAddress ?? null;
  }

  header(name: string): string | undefined {
    const value = this.#message.headers[name];
    return typeof value === 'string' ? value : value?.join(', ');
  }

  *headers(): Iterable<readonly [string, string]> {
    for (const [name, value] of Object.entries(this.#message.headers))
      if (value !== undefined) yield [name, typeof value === 'string' ? value : value.join(', ')];
  }

  streamBody(): Readable {
    const message = this.#message;
    if (this.#expectsContinue) this.#response.writeContinue();
    // Whoever gives the stream up destroys it, and with the message itself the caller's connection would go.
    const body = message.pipe(new PassThrough());
    // It can break before anybody sends it on, and after somebody stopped.
    body.on('error', () => {});
    message.on('error', () => body.destroy(new CallerGone('The upload broke off')));
    return body;
  }

  readBody(bytesMax: number): Promise<Buffer> {
    const message = this.#message;
    if (Number(message.headers['content-length'] ?? 0) > bytesMax) return Promise.reject(tooLarge(bytesMax));
    if (this.#expectsContinue) this.#response.writeContinue();
    return new Promise((resolve, reject) => {
      let chunks: Buffer[] = [];
      let size = 0;
      message.on('data', (chunk: Buffer) => {
        size += chunk.length;
        if (size <= bytesMax) {
          chunks.push(chunk);
          return;
        }
        chunks = [];
        message.pause();
        reject(tooLarge(bytesMax));
      });
      message.on('end', () => resolve(chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks, size)));
      message.on('error', () => reject(new CallerGone('The upload broke off')));
    });
  }
}
