/** The part of the package `ws` that is used here; the package brings no types of its own. */
declare module 'ws' {
  import type { EventEmitter } from 'node:events';
  import type { ClientRequest, IncomingMessage } from 'node:http';
  import type { LookupFunction } from 'node:net';
  import type { Duplex } from 'node:stream';

  interface SocketOptions {
    readonly autoPong?: boolean;
    /** Milliseconds that the other side may take to answer a close frame. */
    readonly closeTimeout?: number;
    /** Bytes of one message. */
    readonly maxPayload?: number;
    readonly perMessageDeflate?: boolean;
  }

  interface DialOptions extends SocketOptions {
    readonly headers?: Readonly<Record<string, string>>;
    readonly lookup?: LookupFunction;
    readonly followRedirects?: boolean;
  }

  interface SocketEvents {
    open: [];
    message: [data: Buffer, isBinary: boolean];
    ping: [data: Buffer];
    pong: [data: Buffer];
    close: [code: number, reason: Buffer];
    error: [error: Error];
    'unexpected-response': [request: ClientRequest, response: IncomingMessage];
  }

  export class WebSocket extends EventEmitter<SocketEvents> {
    constructor(address: string, protocols: readonly string[], options: DialOptions);
    static readonly CONNECTING: 0;
    static readonly OPEN: 1;
    static readonly CLOSING: 2;
    static readonly CLOSED: 3;
    readonly readyState: 0 | 1 | 2 | 3;
    /** Empty where none was agreed on. */
    readonly protocol: string;
    readonly bufferedAmount: number;
    send(data: Buffer, options: { readonly binary: boolean }, done: (error?: Error) => void): void;
    ping(data: Buffer): void;
    pong(data: Buffer): void;
    pause(): void;
    resume(): void;
    close(code?: number, reason?: Buffer): void;
    terminate(): void;
  }

  interface ServerOptions extends SocketOptions {
    readonly noServer: true;
    readonly clientTracking?: boolean;
    readonly handleProtocols?: (offered: ReadonlySet<string>, request: IncomingMessage) => string | false;
  }

  export class WebSocketServer extends EventEmitter<{ headers: [headers: string[], request: IncomingMessage] }> {
    constructor(options: ServerOptions);
    handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer, opened: (socket: WebSocket) => void): void;
  }
}
