import type { IncomingMessage, ServerResponse } from 'node:http';
import type { GatewayResponder } from '#lib/gateway/index.ts';

/** What is read and thrown away of a body that was refused, so that the caller gets to read the refusal. */
const discardedBytesMax = 128 * 1024 * 1024;
const discardMs = 5_000;

/**
 * Answers up to this size go out as Latin-1 text, which has one character for each byte and so keeps every byte: Node
 * joins text with the head into one write, where a buffer would be a second one.
 */
const joinedBytesMax = 32 * 1024;

/** The way back over Node's HTTP server. */
export class NodeGatewayResponder implements GatewayResponder {
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
