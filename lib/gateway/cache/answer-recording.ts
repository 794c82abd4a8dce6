import type { GatewayResponder } from '../gateway-request.ts';

/** Passes an answer on to its caller and keeps the bytes of its body, up to a limit. */
export class AnswerRecording implements GatewayResponder {
  readonly #responder: GatewayResponder;
  readonly #bytesMax: number;
  #chunks: Buffer[] = [];
  #bytes = 0;
  #isTooLarge = false;

  constructor(responder: GatewayResponder, bytesMax: number) {
    this.#responder = responder;
    this.#bytesMax = bytesMax;
  }

  start(status: number, headers: string[]): void {
    this.#responder.start(status, headers);
  }

  write(bytes: Buffer): boolean {
    this.add(bytes);
    return this.#responder.write(bytes);
  }

  /** Sent past the recording: what ends a stream tells this call's cost, so its parts are added by whoever knows them. */
  end(bytes?: Buffer): void {
    this.#responder.end(bytes);
  }

  breakOff(bytes?: Buffer): void {
    this.#responder.breakOff(bytes);
  }

  onDrain(listener: () => void): void {
    this.#responder.onDrain(listener);
  }

  onClose(listener: () => void): void {
    this.#responder.onClose(listener);
  }

  /** Bytes that belong to the body and do not go through `write`. */
  add(bytes: Buffer): void {
    this.#bytes += bytes.length;
    if (this.#bytes <= this.#bytesMax) {
      this.#chunks.push(bytes);
      return;
    }
    this.#isTooLarge = true;
    this.#chunks = [];
  }

  /** Everything so far; null when it was more than the limit. */
  body(): Buffer | null {
    return this.#isTooLarge ? null : Buffer.concat(this.#chunks);
  }
}
