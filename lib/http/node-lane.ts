import type { IncomingMessage, ServerResponse } from 'node:http';
import { PassThrough, type Readable } from 'node:stream';
import { AppError } from '#lib/core/errors.ts';
import {
  CallerGone,
  type GatewayRequest,
  type GatewayResponder,
  type GatewayRuntime,
  handleGatewayCall,
  isGatewayPath,
} from '#lib/gateway/index.ts';
import type { GatewayLane } from './gateway-lane.ts';

/** What is read and thrown away of a body that was refused, so that the caller gets to read the refusal. */
const discardedBytesMax = 128 * 1024 * 1024;
const discardMs = 5_000;

/**
 * Answers up to this size go out as Latin-1 text, which has one character for each byte and so keeps every byte: Node
 * joins text with the head into one write, where a buffer would be a second one.
 */
const joinedBytesMax = 32 * 1024;

const tooLarge = (bytesMax: number): AppError =>
  new AppError('body_too_large', { detail: `The body is larger than ${bytesMax} bytes, the limit of this route.` });

/** A request of Node's HTTP server as the pipeline sees it. */
class NodeGatewayRequest implements GatewayRequest {
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

/** The way back over Node's HTTP server. */
class NodeGatewayResponder implements GatewayResponder {
  readonly #message: IncomingMessage;
  readonly #response: ServerResponse;
  #onClose: (() => void) | null = null;
  #isEnded = false;

  constructor(message: IncomingMessage, response: ServerResponse) {
    this.#message = message;
    this.#response = response;
    response.on('close', () => {
      if (!this.#isEnded) this.#onClose?.();
    });
    // A write to a connection that has just broken is reported here; 'close' follows and does what is needed.
    response.on('error', () => {});
  }

  start(status: number, headers: string[]): void {
    if (this.#response.destroyed) return;
    // Before its body was read the connection cannot carry another request.
    if (!this.#message.complete) headers.push('connection', 'close');
    this.#response.writeHead(status, headers);
  }

  write(bytes: Buffer): boolean {
    return this.#response.destroyed || this.#response.write(bytes);
  }

  end(bytes?: Buffer): void {
    this.#isEnded = true;
    if (this.#response.destroyed) return;
    if (!this.#message.complete) this.#endUnread(bytes);
    else if (bytes === undefined || bytes.length > joinedBytesMax) this.#response.end(bytes);
    else this.#response.end(bytes.toString('latin1'), 'latin1');
  }

  breakOff(bytes?: Buffer): void {
    this.#isEnded = true;
    if (this.#response.destroyed) return;
    if (bytes !== undefined) this.#response.write(bytes);
    this.#response.socket?.destroySoon();
  }

  onDrain(listener: () => void): void {
    this.#response.once('drain', listener);
  }

  onClose(listener: () => void): void {
    this.#onClose = listener;
  }

  /**
   * Ends an answer whose request is still being uploaded. Closing now would reset the connection and the caller would
   * lose the answer with it; so the rest of the upload is read and thrown away, within limits.
   */
  #endUnread(bytes: Buffer | undefined): void {
    const message = this.#message;
    const response = this.#response;
    if (bytes !== undefined) response.write(bytes);
    let discarded = 0;
    const finish = () => {
      clearTimeout(timer);
      response.end(() => message.socket.destroySoon());
    };
    const timer = setTimeout(finish, discardMs).unref();
    message.removeAllListeners('data');
    message.on('data', (chunk: Buffer) => {
      discarded += chunk.length;
      if (discarded > discardedBytesMax) message.socket.destroy();
    });
    message.once('end', finish);
    message.once('close', () => clearTimeout(timer));
    message.resume();
  }
}

/** The fast lane: gateway paths answered straight from `node:http`. */
export interface NodeLane extends GatewayLane {
  /** For the server's 'checkContinue' event: 100 Continue is sent only once the caller is known and the body wanted. */
  checkContinue(message: IncomingMessage, response: ServerResponse): void;
}

/** Makes the fast lane over a gateway runtime; `close` ends what the runtime is made of (journal, snapshot). */
export function createGatewayLane(runtime: GatewayRuntime, close: () => Promise<void>): NodeLane {
  const answer = (message: IncomingMessage, response: ServerResponse, expectsContinue: boolean): void => {
    const request = new NodeGatewayRequest(message, response, expectsContinue);
    void handleGatewayCall(runtime, request, new NodeGatewayResponder(message, response));
  };
  return {
    owns: isGatewayPath,
    handle: (message, response) => answer(message, response, false),
    checkContinue: (message, response) => answer(message, response, true),
    degraded: () => {
      const staleMs = runtime.snapshot.stalenessMs();
      if (staleMs <= runtime.settings.staleHeaderMs) return undefined;
      return `The configuration could not be checked for ${Math.round(staleMs / 1000)} s; calls are served from the last one known.`;
    },
    drain: (withinMs) => drainCalls(runtime, withinMs),
    close: async () => {
      await runtime.upstream.close();
      await close();
    },
  };
}

/** Lets running calls end by themselves for a while, then ends each with an explicit error and an interrupted settle. */
async function drainCalls({ running }: GatewayRuntime, withinMs: number): Promise<void> {
  running.endListening();
  const timer = setTimeout(() => running.interrupt(), withinMs);
  await running.whenIdle();
  clearTimeout(timer);
}
