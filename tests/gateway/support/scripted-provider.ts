import { createServer, type IncomingHttpHeaders, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';

/** What the provider saw of one request. */
export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** Resolves when the connection of this request was closed before its answer was complete. */
  readonly dropped: Promise<void>;
}

export type ProviderScript = (response: ServerResponse, request: SeenRequest) => void | Promise<void>;

/** A provider over real HTTP whose answer each test writes itself. */
export class ScriptedProvider {
  readonly seen: SeenRequest[] = [];
  /** Requests whose head has come, and perhaps no more. */
  begun = 0;
  script: ProviderScript = (response) => {
    response.writeHead(500).end();
  };
  /** Takes over connections that are to be WebSockets; they are dropped where nothing does. */
  onUpgrade: (message: IncomingMessage, socket: Duplex, head: Buffer) => void = (_message, socket) => socket.destroy();
  readonly #server: Server;

  /** Remembers that many requests, the latest ones. */
  constructor({ seenMax = Number.POSITIVE_INFINITY }: { readonly seenMax?: number } = {}) {
    this.#server = createServer((message, response) => {
      this.begun += 1;
      const chunks: Buffer[] = [];
      const dropped = new Promise<void>((resolve) => {
        response.on('close', () => {
          if (!response.writableFinished) resolve();
        });
      });
      message.on('data', (chunk: Buffer) => chunks.push(chunk));
      message.on('end', () => {
        const seen = {
          method: message.method ?? '',
          path: message.url ?? '',
          headers: message.headers,
          body: Buffer.concat(chunks),
          dropped,
        };
        this.seen.push(seen);
        if (this.seen.length > seenMax) this.seen.shift();
        void this.script(response, seen);
      });
    });
    this.#server.on('upgrade', (message, socket, head) => this.onUpgrade(message, socket, head));
    this.#server.keepAliveTimeout = 60_000;
  }

  /** Listens on this machine alone and gives the address; a port of 0 is any free one. */
  async start(port = 0): Promise<string> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(port, '127.0.0.1', resolve);
    });
    return `http://127.0.0.1:${this.port}`;
  }

  get port(): number {
    const address: AddressInfo | string | null = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('The provider is not listening');
    return address.port;
  }

  /** Waits until so many requests have begun. */
  async untilBegun(count: number, withinMs = 5_000): Promise<void> {
    for (const end = Date.now() + withinMs; this.begun < count; ) {
      if (Date.now() > end) throw new Error(`Expected ${count} requests, ${this.begun} have begun`);
      await wait(5);
    }
  }

  /** The last request; fails when there is none. */
  get last(): SeenRequest {
    const last = this.seen.at(-1);
    if (last === undefined) throw new Error('The provider saw no request');
    return last;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }
}

/** A complete answer as OpenAI writes it; every byte of it has to reach the caller. */
export const chatCompletion = (
  content = 'Paris.',
  usage: object | null = { prompt_tokens: 12, completion_tokens: 3, total_tokens: 15 },
): string =>
  JSON.stringify({
    id: 'chatcmpl-1',
    object: 'chat.completion',
    created: 1_760_000_000,
    model: 'gpt-4o-mini-2024-07-18',
    choices: [{ index: 0, message: { role: 'assistant', content }, finish_reason: 'stop' }],
    ...(usage === null ? {} : { usage }),
    vendor_extension: { kept: true, größe: 1.5e300 },
  });

export const answerJson =
  (body: string, status = 200, headers: Record<string, string> = {}): ProviderScript =>
  (response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body);
  };

/** One chunk of a stream, as bytes on the wire. */
export const chunk = (delta: object, finish: string | null = null, more: object = {}): string =>
  `data: ${JSON.stringify({ id: 'chatcmpl-1', object: 'chat.completion.chunk', created: 1, model: 'gpt-4o-mini', choices: [{ index: 0, delta, finish_reason: finish }], ...more })}\n\n`;

export const usageChunk = (prompt: number, completion: number): string =>
  `data: ${JSON.stringify({ id: 'chatcmpl-1', object: 'chat.completion.chunk', created: 1, model: 'gpt-4o-mini', choices: [], usage: { prompt_tokens: prompt, completion_tokens: completion, total_tokens: prompt + completion } })}\n\n`;

export const done = 'data: [DONE]\n\n';

/** Waits until a response takes more, or is gone. */
export const roomIn = (response: ServerResponse): Promise<void> =>
  new Promise((resolve) => {
    const go = () => {
      response.off('drain', go).off('close', go);
      resolve();
    };
    response.on('drain', go).on('close', go);
  });

export const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** The same answer after a while. */
export const answerAfter =
  (ms: number, script: ProviderScript): ProviderScript =>
  async (response, request) => {
    await wait(ms);
    await script(response, request);
  };

/** Streams parts one write each, with a pause between them so that each travels alone. */
export const answerStream =
  (parts: readonly string[], ending: 'end' | 'break' | 'hang' = 'end', pauseMs = 2): ProviderScript =>
  async (response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    for (const part of parts) {
      response.write(part);
      await wait(pauseMs);
    }
    if (ending === 'end') response.end();
    if (ending === 'break') response.socket?.destroy();
  };
