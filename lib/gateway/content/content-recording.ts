import type { GatewayResponder } from '../gateway-request.ts';

/** Passes an answer on to its caller and keeps the first bytes of its body. */
export class ContentRecording implements GatewayResponder {
  readonly #responder: GatewayResponder;
  readonly #bytesMax: number;
  readonly #chunks: Buffer[] = [];
  #kept = 0;
  bytes = 0;

  constructor(responder: GatewayResponder, bytesMax: number) {
    this.#responder = responder;
    this.#bytesMax = bytesMax;
  }

  start(status: number, headers: string[]): void {
    this.#responder.start(status, headers);
  }

  write(bytes: Buffer): boolean {
    this.#keep(bytes);
    return this.#responder.write(bytes);
  }

  end(bytes?: Buffer): void {
    if (bytes !== undefined) this.#keep(bytes);
    this.#responder.end(bytes);
  }

  breakOff(bytes?: Buffer): void {
    if (bytes !== undefined) this.#keep(bytes);
    this.#responder.breakOff(bytes);
  }

  onDrain(listener: () => void): void {
    this.#responder.onDrain(listener);
  }

  onClose(listener: () => void): void {
    this.#responder.onClose(listener);
  }

  /** What was kept of the body; all of it where `bytes` is as long. */
  body(): Buffer {
    return Buffer.concat(this.#chunks);
  }

  #keep(bytes: Buffer): void {
    this.bytes += bytes.length;
    const room = this.#bytesMax - this.#kept;
    if (room <= 0) return;
    const part = bytes.length <= room ? bytes : bytes.subarray(0, room);
    this.#chunks.push(part);
    this.#kept += part.length;
  }
}
