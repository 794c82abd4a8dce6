import { Readable } from 'node:stream';
import { AppError, toAppError } from '#lib/core/errors.ts';
import { newUuid, toPublicId } from '#lib/core/ids.ts';
import {
  CallerGone,
  type GatewayRequest,
  type GatewayResponder,
  type GatewayRuntime,
  handleGatewayCall,
  renderOpenAiError,
} from '#lib/gateway/index.ts';
import { isBehindFront } from '#lib/process/behind-front.ts';

const tooLarge = (bytesMax: number): AppError =>
  new AppError('body_too_large', { detail: `The body is larger than ${bytesMax} bytes, the limit of this route.` });

/** Statuses that the Fetch standard gives no body. */
const bodilessStatuses: ReadonlySet<number> = new Set([204, 205, 304]);

/** Bytes that may wait in the answer's stream before the provider is asked to pause. */
const queuedBytesMax = 64 * 1024;

/** The address that the process in front has checked; null where there is none, because anybody can write the header then. */
const addressBehindFront = ({ headers }: Request): string | null => headers.get('x-forwarded-for')?.split(',').at(-1)?.trim() ?? null;

/** A web Request as the pipeline sees it. The address of the caller is known only behind the process that checks it. */
class WebGatewayRequest implements GatewayRequest {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly remoteAddress: string | null;
  readonly connection = null;
  readonly #request: Request;

  constructor(request: Request, isFronted: boolean) {
    this.#request = request;
    this.remoteAddress = isFronted ? addressBehindFront(request) : null;
    this.method = request.method;
    const { pathname, search } = new URL(request.url);
    this.path = pathname;
    this.query = search.slice(1);
  }

  header(name: string): string | undefined {
    return this.#request.headers.get(name) ?? undefined;
  }

  headers(): Iterable<readonly [string, string]> {
    return this.#request.headers;
  }

  streamBody(): Readable {
    const { body } = this.#request;
    // It can break before anybody sends it on, and after somebody stopped.
    return (body === null ? Readable.from([]) : Readable.from(body)).on('error', () => {});
  }

  async readBody(bytesMax: number): Promise<Buffer> {
    if (Number(this.header('content-length') ?? 0) > bytesMax) throw tooLarge(bytesMax);
    const reader = this.#request.body?.getReader();
    const chunks: Uint8Array[] = [];
    let size = 0;
    try {
      for (let part = await reader?.read(); part !== undefined && !part.done; part = await reader?.read()) {
        size += part.value.length;
        if (size > bytesMax) throw tooLarge(bytesMax);
        chunks.push(part.value);
      }
    } catch (error) {
      if (!(error instanceof AppError)) throw new CallerGone('The upload broke off');
      await reader?.cancel().catch(() => {});
      throw error;
    }
    return Buffer.concat(chunks, size);
  }
}

/** The way back as a web Response whose body is a byte stream. */
class WebGatewayResponder implements GatewayResponder {
  readonly response: Promise<Response>;
  #resolve: (response: Response) => void = () => {};
  #controller: ReadableStreamDefaultController<Uint8Array> | null = null;
  #onDrain: (() => void) | null = null;
  #onClose: (() => void) | null = null;
  #isOver = false;
  /** The stream is to fail as soon as what is queued was read: failing it at once would throw that away. */
  #isBreaking = false;

  constructor(signal: AbortSignal) {
    this.response = new Promise((resolve) => {
      this.#resolve = resolve;
    });
    signal.addEventListener('abort', () => this.#leave(), { once: true });
  }

  start(status: number, flatHeaders: string[]): void {
    const headers = new Headers();
    for (let at = 0; at + 1 < flatHeaders.length; at += 2) headers.append(flatHeaders[at] ?? '', flatHeaders[at + 1] ?? '');
    const body = new ReadableStream<Uint8Array>(
      {
        start: (controller) => {
          this.#controller = controller;
        },
        pull: (controller) => {
          if (this.#isBreaking && controller.desiredSize === queuedBytesMax) controller.error(new Error('The answer was cut'));
          const listener = this.#onDrain;
          this.#onDrain = null;
          listener?.();
        },
        cancel: () => this.#leave(),
      },
      new ByteLengthQueuingStrategy({ highWaterMark: queuedBytesMax }),
    );
    this.#resolve(new Response(bodilessStatuses.has(status) ? null : body, { status, headers }));
  }

  write(bytes: Buffer): boolean {
    if (this.#isOver) return true;
    this.#controller?.enqueue(bytes);
    return (this.#controller?.desiredSize ?? 1) > 0;
  }

  end(bytes?: Buffer): void {
    if (this.#isOver) return;
    this.#isOver = true;
    if (bytes !== undefined) this.#controller?.enqueue(bytes);
    this.#controller?.close();
  }

  breakOff(bytes?: Buffer): void {
    if (this.#isOver) return;
    // Whoever waits for the answer is not to wait for ever.
    if (this.#controller === null) this.start(500, []);
    this.#isOver = true;
    if (bytes === undefined && this.#controller?.desiredSize === queuedBytesMax) this.#controller.error(new Error('The answer was cut'));
    else this.#isBreaking = true;
    if (bytes !== undefined) this.#controller?.enqueue(bytes);
  }

  onDrain(listener: () => void): void {
    this.#onDrain = listener;
  }

  onClose(listener: () => void): void {
    this.#onClose = listener;
  }

  #leave(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#onClose?.();
  }
}

/**
 * The pipeline behind web Request and Response, for hosts that only run Next; several times slower than the fast lane.
 * `isFronted`: whether requests come through the process in front, which checks their address.
 */
export function createWebLane(
  runtime: () => GatewayRuntime | Promise<GatewayRuntime>,
  isFronted: () => boolean = isBehindFront,
): (request: Request) => Promise<Response> {
  return async (request) => {
    const responder = new WebGatewayResponder(request.signal);
    try {
      void handleGatewayCall(await runtime(), new WebGatewayRequest(request, isFronted()), responder);
    } catch (error) {
      return refuseUnopened(toAppError(error));
    }
    return responder.response;
  };
}

/** The gateway itself could not be opened: told in the shape that callers of most protocols read. */
function refuseUnopened(error: AppError): Response {
  const requestId = toPublicId('request', newUuid());
  const headers = { 'content-type': 'application/json', 'x-request-id': requestId, 'x-tollgate-request-id': requestId };
  return new Response(renderOpenAiError(error, requestId).toString(), { status: error.status, headers });
}
