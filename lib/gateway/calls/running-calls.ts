import { type DeadlineKind, type Deadlines, passedDeadline } from './deadlines.ts';

/**
 * A call in the list of running ones. The links lie in the call itself and are cut when it ends: a JavaScript Set leaves
 * its outgrown tables behind, which keep every call they ever held alive until the next full garbage collection.
 */
export interface RunningCall {
  previous: RunningCall | null;
  next: RunningCall | null;
  readonly deadlines: Deadlines;
  /** It waits for something to happen and would wait on. */
  readonly isListening?: boolean;
  expire(kind: DeadlineKind): void;
  stop(reason: 'draining'): void;
}

const tickMs = 50;

/**
 * The calls of this process from their first byte to their last. One timer watches the deadlines of all: moving a
 * deadline is an assignment, so that a stream of ten thousand chunks starts no timer. Deadlines strike up to 50 ms late.
 */
export class RunningCalls {
  #first: RunningCall | null = null;
  #size = 0;
  #timer: NodeJS.Timeout | null = null;
  #idleListeners: (() => void)[] = [];
  #isRefusing = false;

  get size(): number {
    return this.#size;
  }

  /** New calls are to be refused with `draining`. */
  get isRefusing(): boolean {
    return this.#isRefusing;
  }

  add(call: RunningCall): void {
    call.next = this.#first;
    if (this.#first !== null) this.#first.previous = call;
    this.#first = call;
    this.#size += 1;
    this.#timer ??= setInterval(() => this.#sweep(), tickMs).unref();
  }

  remove(call: RunningCall): void {
    if (call.previous !== null) call.previous.next = call.next;
    else if (this.#first === call) this.#first = call.next;
    if (call.next !== null) call.next.previous = call.previous;
    call.previous = null;
    call.next = null;
    this.#size -= 1;
    if (this.#size > 0) return;
    const listeners = this.#idleListeners;
    if (listeners.length === 0) return;
    this.#idleListeners = [];
    for (const resolve of listeners) resolve();
  }

  /** Resolves when no call is running. */
  whenIdle(): Promise<void> {
    return this.#size === 0 ? Promise.resolve() : new Promise((resolve) => this.#idleListeners.push(resolve));
  }

  /** Ends the calls that only wait for something to happen: they would keep a process that drains from stopping. */
  endListening(): void {
    this.#each((call) => {
      if (call.isListening === true) call.stop('draining');
    });
  }

  /** Refuses new calls and ends every running one with an explicit error and an interrupted settle. */
  interrupt(): void {
    this.#isRefusing = true;
    this.#each((call) => call.stop('draining'));
  }

  #sweep(): void {
    if (this.#size === 0 && this.#timer !== null) {
      clearInterval(this.#timer);
      this.#timer = null;
    }
    const now = performance.now();
    this.#each((call) => {
      const kind = passedDeadline(call.deadlines, now);
      if (kind !== undefined) call.expire(kind);
    });
  }

  /** Visits every call; one that ends during its visit does not disturb the round. */
  #each(visit: (call: RunningCall) => void): void {
    for (let call = this.#first; call !== null; ) {
      const { next } = call;
      visit(call);
      call = next;
    }
  }
}
