import type { FrameSocket } from '#lib/outbound/index.ts';

interface Frame {
  readonly data: Buffer;
  readonly isBinary: boolean;
}

/** What becomes of a message; a promise holds up those behind it. */
export type Carry = (data: Buffer, isBinary: boolean) => void | Promise<void>;

/**
 * One direction of a session: messages in their order, one at a time. Whoever sends is paused while one is being judged, and
 * while the other side reads slower than he writes.
 */
export class FrameLane {
  readonly #from: FrameSocket;
  readonly #carry: Carry;
  readonly #failed: (error: unknown) => void;
  readonly #waiting: Frame[] = [];
  #carrying: Promise<void> | null = null;
  #isFull = false;

  /** `carry` may throw or reject: `failed` is told, and the lane goes on. */
  constructor(from: FrameSocket, carry: Carry, failed: (error: unknown) => void) {
    this.#from = from;
    this.#carry = carry;
    this.#failed = failed;
  }

  push(data: Buffer, isBinary: boolean): void {
    if (this.#carrying !== null || this.#isFull) this.#waiting.push({ data, isBinary });
    else this.#take(data, isBinary);
  }

  /** The other side cannot take more for now. */
  full(): void {
    this.#isFull = true;
    this.#from.pause();
  }

  drained(): void {
    this.#isFull = false;
    this.#go();
  }

  /** No message is being judged. */
  get isIdle(): boolean {
    return this.#carrying === null;
  }

  /** Resolves once the message that is being judged is dealt with; the next one may be under way by then. */
  async idle(): Promise<void> {
    await this.#carrying;
  }

  #take(data: Buffer, isBinary: boolean): void {
    try {
      const carrying = this.#carry(data, isBinary);
      if (carrying === undefined) return;
      this.#from.pause();
      this.#carrying = carrying.catch(this.#failed).finally(() => {
        this.#carrying = null;
        this.#go();
      });
    } catch (error) {
      this.#failed(error);
    }
  }

  #go(): void {
    while (this.#carrying === null && !this.#isFull) {
      const next = this.#waiting.shift();
      if (next === undefined) {
        this.#from.resume();
        return;
      }
      this.#take(next.data, next.isBinary);
    }
  }
}
