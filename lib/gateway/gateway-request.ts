import type { Readable } from 'node:stream';
import type { FrameSocket } from '#lib/outbound/index.ts';

/** A caller who asked for a WebSocket and has not got it yet; as long as that is so, he can be answered by HTTP. */
export interface Upgrade {
  /** Subprotocols that he offers, those that carry a key left out. */
  readonly protocols: readonly string[];
  /** Consents, once; names and values of headers alternate. Throws CallerGone where nobody is left. */
  accept(protocol: string, headers: readonly string[]): FrameSocket;
}

/** A call as the pipeline sees it, whichever lane it came in on. */
export interface GatewayRequest {
  readonly method: string;
  /** Path without query, as sent: percent-encoding is not decoded. */
  readonly path: string;
  /** What follows the `?` of the URL, as sent; empty where there is none. */
  readonly query: string;
  readonly remoteAddress: string | null;
  /** The connection that the request came on, to keep with it what it will be asked again; null where it is not known. */
  readonly connection: object | null;
  /** A header by its lower-case name; several of one name are joined as HTTP joins them. */
  header(name: string): string | undefined;
  /** All headers, names in lower case; several of one name are joined as HTTP joins them. */
  headers(): Iterable<readonly [name: string, value: string]>;
  /**
   * The whole body, read at most once. Throws AppError('body_too_large') as soon as the limit is passed, without keeping
   * what came before, and CallerGone when the upload broke off.
   */
  readBody(bytesMax: number): Promise<Buffer>;
  /** The body as it comes, in place of `readBody`; it ends with an error where the upload breaks off. */
  streamBody(): Readable;
  /** Absent where no WebSocket is asked for, or the lane has none. */
  readonly upgrade?: Upgrade;
}

/** The way back to the caller. After `onClose` was called every method is a no-op. */
export interface GatewayResponder {
  /** Sends status and headers; names and values alternate. Called once. */
  start(status: number, headers: string[]): void;
  /** False: the caller reads slower than we write; wait for `onDrain`. */
  write(bytes: Buffer): boolean;
  end(bytes?: Buffer): void;
  /** Closes the connection, once these bytes are sent, without ending the answer, so that HTTP itself says that it was cut. */
  breakOff(bytes?: Buffer): void;
  /** `listener` is called once, when there is room again. */
  onDrain(listener: () => void): void;
  /** `listener` is called once, when the caller leaves before `end`. */
  onClose(listener: () => void): void;
}

/** The caller broke the connection: nobody is left to answer. */
export class CallerGone extends Error {
  override name = 'CallerGone';
}
