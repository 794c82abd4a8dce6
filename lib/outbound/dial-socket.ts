import type { IncomingMessage } from 'node:http';
import type { LookupFunction } from 'node:net';
import { WebSocket } from 'ws';
import type { FrameSocket } from './frame-socket.ts';
import { UpstreamFailure, type UpstreamHead } from './upstream-exchange.ts';
import { socketOptions, WsSocket } from './ws-socket.ts';

/** A WebSocket to be opened at a provider. */
export interface SocketRequest {
  /** Scheme (`https` or `http`), host and port, as `URL.origin` writes them. */
  readonly origin: string;
  /** Path with query, beginning with `/`. */
  readonly path: string;
  /** Names and values alternating; names in lower case. */
  readonly headers: readonly string[];
  /** Subprotocols offered, best first. */
  readonly protocols: readonly string[];
  /** The largest message that is taken. */
  readonly messageBytesMax: number;
  /** Milliseconds from the first packet to the provider's consent. */
  readonly openWithinMs: number;
}

/** The provider answered, but not with 101. */
export class SocketRefused extends Error {
  override name = 'SocketRefused';
  readonly head: UpstreamHead;
  /** At most the first 64 KiB. */
  readonly body: Buffer;

  constructor(head: UpstreamHead, body: Buffer) {
    super(`The upgrade was answered with status ${head.status}`);
    this.head = head;
    this.body = body;
  }
}

/** A WebSocket that is being opened. */
export interface SocketDial {
  /** Rejects with UpstreamFailure or SocketRefused. */
  readonly opened: Promise<FrameSocket>;
  /** Gives it up; without effect once it is open. */
  abort(): void;
}

const bodyBytesMax = 64 * 1024;

/** The refusal's body, as much of it as is kept; what breaks off is kept as far as it came. */
function readBody(response: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const finish = () => resolve(Buffer.concat(chunks).subarray(0, bodyBytesMax));
    response.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      size += chunk.length;
      if (size >= bodyBytesMax) response.destroy();
    });
    response.on('end', finish);
    response.on('error', finish);
    response.on('close', finish);
  });
}

function headersOf(flat: readonly string[]): Record<string, string> {
  const headers: Record<string, string> = {};
  for (let at = 0; at + 1 < flat.length; at += 2) headers[flat[at] ?? ''] = flat[at + 1] ?? '';
  return headers;
}

const isMalformed = (error: Error): boolean => !('code' in error) || String(error.code).startsWith('HPE_');

/** Dials through a `lookup` that judges every address; the origin itself was judged before. Nothing is followed that redirects. */
export function dialSocket(request: SocketRequest, lookup: LookupFunction): SocketDial {
  const { origin, path, headers, protocols, messageBytesMax, openWithinMs } = request;
  const options = { ...socketOptions(messageBytesMax), headers: headersOf(headers), lookup, followRedirects: false };
  const socket = new WebSocket(`${origin}${path}`, protocols, options);
  let isAborted = false;
  const opened = new Promise<FrameSocket>((resolve, reject) => {
    const timer = setTimeout(() => {
      reject(new UpstreamFailure('connect_timeout', false));
      socket.terminate();
    }, openWithinMs);
    socket.once('open', () => {
      clearTimeout(timer);
      socket.off('error', failed);
      resolve(new WsSocket(socket));
    });
    socket.once('unexpected-response', (_asked, response) => {
      clearTimeout(timer);
      const { statusCode = 502, headers: answered } = response;
      void readBody(response).then((body) => {
        reject(new SocketRefused({ status: statusCode, headers: answered }, body));
        socket.terminate();
      });
    });
    // Stays for what breaks after the promise is settled: an error that nobody hears ends the process.
    const failed = (error: Error) => {
      clearTimeout(timer);
      reject(failureOf(error, isAborted));
    };
    socket.on('error', failed);
  });
  const abort = () => {
    isAborted = true;
    socket.terminate();
  };
  return { opened, abort };
}

function failureOf(error: Error, isAborted: boolean): UpstreamFailure {
  if (isAborted) return new UpstreamFailure('aborted', false, error);
  const code = 'code' in error ? error.code : undefined;
  if (code === 'address_not_allowed') return new UpstreamFailure('address_not_allowed', false, error);
  return new UpstreamFailure(isMalformed(error) ? 'protocol' : 'unreachable', false, error);
}
