import type { Readable } from 'node:stream';
import type { SocketDial, SocketRequest } from './dial-socket.ts';
import type { ConnectionStep } from './trace-connection.ts';

/**
 * One HTTP exchange with a provider, in the few words the gateway needs: bytes out, a head, bytes in. Real transports
 * and the sandbox speak it alike.
 */

export interface UpstreamRequest {
  /** Scheme, host and port, as `URL.origin` writes them. */
  readonly origin: string;
  /** Path with query, beginning with `/`. */
  readonly path: string;
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'OPTIONS';
  /** Names and values alternating; names in lower case. */
  readonly headers: string[];
  /** A stream is sent as it comes; it is read once, so such a request cannot be sent again. */
  readonly body: Buffer | Readable | null;
}

export interface UpstreamHead {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
}

/** Why an exchange ended without an answer, or in the middle of one. */
export type UpstreamFailureKind =
  /** The URL or one of its addresses may not be reached. */
  | 'address_not_allowed'
  /** No connection: refused, no route, unknown host, bad certificate. */
  | 'unreachable'
  /** No connection within the deadline. */
  | 'connect_timeout'
  /** The connection broke after the request was sent. */
  | 'reset'
  /** What came back is not HTTP, or more of it than is allowed. */
  | 'protocol'
  /** `abort` was called. */
  | 'aborted';

export class UpstreamFailure extends Error {
  readonly kind: UpstreamFailureKind;
  /** Whether bytes of the request may have reached the provider, so that it may have worked and may bill. */
  readonly dispatched: boolean;

  constructor(kind: UpstreamFailureKind, dispatched: boolean, cause?: unknown) {
    super(`${kind}${cause instanceof Error ? `: ${cause.message}` : ''}`, cause === undefined ? undefined : { cause });
    this.name = 'UpstreamFailure';
    this.kind = kind;
    this.dispatched = dispatched;
  }
}

/** Receives the body; exactly one of `end` and `fail` is called, once, and nothing after it. None may throw. */
export interface UpstreamSink {
  data(chunk: Buffer): void;
  end(): void;
  fail(failure: UpstreamFailure): void;
}

export interface UpstreamExchange {
  /** Resolves with status and headers; rejects with UpstreamFailure. */
  readonly head: Promise<UpstreamHead>;
  /** Hands over what has arrived so far and everything that follows. Called at most once. */
  read(sink: UpstreamSink): void;
  pause(): void;
  resume(): void;
  /** Cancels the exchange and closes its connection; without effect once it has ended. */
  abort(): void;
}

export interface UpstreamTransport {
  /** Begins an exchange. Never throws: every failure arrives through `head` or the sink. */
  open(request: UpstreamRequest): UpstreamExchange;
  /** Begins to open a WebSocket; absent where there are none. Never throws. */
  connect?(request: SocketRequest): SocketDial;
  /** Goes the way to a server without asking it anything; absent where there is none. Never rejects. */
  trace?(origin: string): Promise<readonly ConnectionStep[]>;
  /** Closes idle connections at once and the others when their exchange has ended. */
  close(): Promise<void>;
}
