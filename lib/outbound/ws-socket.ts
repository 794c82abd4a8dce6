import { WebSocket } from 'ws';
import type { FrameSocket, SocketFault, SocketSink } from './frame-socket.ts';

/** Bytes that may wait to be sent before the sender is asked to pause, and those from which it may go on. */
const fullBytes = 1024 * 1024;
const roomBytes = 256 * 1024;

/** RFC 6455 §7.1.5: a reason has at most 123 bytes. */
const reasonBytesMax = 123;

/** How long the other side may take to answer a close frame. */
const closeMs = 1_000;

/** What sockets of either side have in common: no compression, so that nothing has to be guessed about sizes, and pings go through. */
export const socketOptions = (messageBytesMax: number) => ({
  autoPong: false,
  closeTimeout: closeMs,
  maxPayload: messageBytesMax,
  perMessageDeflate: false,
});

/** As much of the text as fits, cut between characters. */
function shortReason(reason: string): Buffer {
  const bytes = Buffer.from(reason);
  if (bytes.length <= reasonBytesMax) return bytes;
  let end = reasonBytesMax;
  while (end > 0 && ((bytes[end] ?? 0) & 0xc0) === 0x80) end -= 1;
  return bytes.subarray(0, end);
}

/** RFC 6455 §7.4: codes that a close frame may carry. */
const isSendable = (code: number): boolean =>
  (code >= 1000 && code <= 1014 && code !== 1004 && code !== 1005 && code !== 1006) || (code >= 3000 && code <= 4999);

function faultOf(error: Error): SocketFault {
  const code = 'code' in error ? error.code : undefined;
  if (code === 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH' || code === 'WS_ERR_UNSUPPORTED_DATA_PAYLOAD_LENGTH') return 'too_large';
  return typeof code === 'string' && code.startsWith('WS_ERR_') ? 'malformed' : 'lost';
}

/** A WebSocket over a real connection; open already. */
export class WsSocket implements FrameSocket {
  readonly #socket: WebSocket;
  #sink: SocketSink | null = null;
  #fault: SocketFault | null = null;
  #isFull = false;

  constructor(socket: WebSocket) {
    this.#socket = socket;
    // Nothing is to come before somebody reads it.
    socket.pause();
    socket.on('error', (error) => {
      this.#fault ??= faultOf(error);
    });
  }

  get protocol(): string {
    return this.#socket.protocol;
  }

  read(sink: SocketSink): void {
    const socket = this.#socket;
    this.#sink = sink;
    socket.on('message', (data, isBinary) => sink.message(data, isBinary));
    socket.on('ping', (data) => sink.ping(data));
    socket.on('pong', (data) => sink.pong(data));
    const end = (code: number, reason: Buffer) =>
      sink.closed({ code, reason: reason.toString(), fault: this.#fault ?? (code === 1006 ? 'lost' : null) });
    socket.on('close', end);
    if (socket.readyState === WebSocket.CLOSED) queueMicrotask(() => end(1006, Buffer.alloc(0)));
    else socket.resume();
  }

  send(data: Buffer, isBinary: boolean): boolean {
    const socket = this.#socket;
    if (socket.readyState !== WebSocket.OPEN) return true;
    socket.send(data, { binary: isBinary }, () => {
      if (!this.#isFull || socket.bufferedAmount > roomBytes) return;
      this.#isFull = false;
      this.#sink?.drained();
    });
    this.#isFull ||= socket.bufferedAmount > fullBytes;
    return !this.#isFull;
  }

  ping(data: Buffer): void {
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.ping(data);
  }

  pong(data: Buffer): void {
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.pong(data);
  }

  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }

  close(code: number, reason: string): void {
    // The answer to the close frame is read only where reading goes on.
    this.#socket.resume();
    if (isSendable(code)) this.#socket.close(code, shortReason(reason));
    else this.#socket.close();
  }

  terminate(): void {
    this.#socket.terminate();
  }
}
