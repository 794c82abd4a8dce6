import type { FrameSocket, SocketSink } from '#lib/outbound/index.ts';
import type { CountTokens } from './conversation.ts';
import { SandboxSession } from './sandbox-session.ts';

/** The gateway's end of a WebSocket whose other end is a sandbox session in this process. */
export class SandboxSocket implements FrameSocket {
  readonly protocol: string;
  readonly #session: SandboxSession;
  readonly #held: Buffer[] = [];
  #sink: SocketSink | null = null;
  #isPaused = false;
  #isOver = false;

  constructor(model: string, count: CountTokens, protocols: readonly string[]) {
    this.protocol = protocols.includes('realtime') ? 'realtime' : (protocols[0] ?? '');
    this.#session = new SandboxSession(model, count, (type, fields) => this.#deliver(Buffer.from(JSON.stringify({ type, ...fields }))));
  }

  read(sink: SocketSink): void {
    this.#sink = sink;
    queueMicrotask(() => this.#session.begin());
  }

  send(data: Buffer): boolean {
    if (!this.#isOver) this.#session.take(data).catch(() => this.#close(1011, 'the sandbox failed'));
    return true;
  }

  ping(data: Buffer): void {
    queueMicrotask(() => {
      if (!this.#isOver) this.#sink?.pong(data);
    });
  }

  pong(): void {}

  pause(): void {
    this.#isPaused = true;
  }

  resume(): void {
    this.#isPaused = false;
    for (let next = this.#held.shift(); next !== undefined; next = this.#isPaused ? undefined : this.#held.shift()) this.#deliver(next);
  }

  close(code: number, reason: string): void {
    queueMicrotask(() => this.#close(code, reason));
  }

  terminate(): void {
    this.#isOver = true;
  }

  #deliver(data: Buffer): void {
    if (this.#isOver) return;
    if (this.#isPaused) this.#held.push(data);
    else this.#sink?.message(data, false);
  }

  #close(code: number, reason: string): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#sink?.closed({ code, reason, fault: null });
  }
}
