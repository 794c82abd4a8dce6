/** Told what happens on a connection. */
export interface AnswerListener {
  /** The first bytes of an answer's body have come. */
  first(): void;
  /** An answer is complete. */
  done(status: number): void;
}

const headEnd = '\r\n\r\n';
const lastChunk = Buffer.from('0\r\n\r\n');

/** Follows HTTP/1.1 answers on one connection just far enough to know where each of them ends. */
export class AnswerFollower {
  readonly #listener: AnswerListener;
  #head: Buffer | null = null;
  #status = 0;
  /** Bytes of the body still to come; -1 in chunked answers, whose last bytes are looked at instead. */
  #remaining = 0;
  #tail = Buffer.alloc(0);
  #isInBody = false;
  #sawBody = false;

  constructor(listener: AnswerListener) {
    this.#listener = listener;
  }

  take(bytes: Buffer): void {
    if (this.#isInBody) {
      this.#takeBody(bytes);
      return;
    }
    const all = this.#head === null ? bytes : Buffer.concat([this.#head, bytes]);
    const end = all.indexOf(headEnd);
    if (end === -1) {
      this.#head = all;
      return;
    }
    const head = all.toString('latin1', 0, end);
    const length = /content-length: *(\d+)/i.exec(head)?.[1];
    this.#head = null;
    this.#status = Number(head.slice(9, 12));
    this.#remaining = length === undefined ? -1 : Number(length);
    this.#isInBody = true;
    this.#takeBody(all.subarray(end + headEnd.length));
  }

  #takeBody(bytes: Buffer): void {
    if (!this.#sawBody && bytes.length > 0) {
      this.#sawBody = true;
      this.#listener.first();
    }
    if (this.#remaining >= 0) {
      this.#remaining -= bytes.length;
      if (this.#remaining <= 0) this.#finish();
      return;
    }
    const seen = bytes.length >= lastChunk.length ? bytes : Buffer.concat([this.#tail, bytes]);
    this.#tail = Buffer.from(seen.subarray(-lastChunk.length));
    if (this.#tail.equals(lastChunk)) this.#finish();
  }

  #finish(): void {
    this.#isInBody = false;
    this.#sawBody = false;
    this.#tail = Buffer.alloc(0);
    this.#listener.done(this.#status);
  }
}
