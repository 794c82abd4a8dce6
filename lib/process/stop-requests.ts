import { messageFromParent } from './messages.ts';

/** Why and how a process is asked to end. */
export interface StopRequest {
  /** Seconds the port still takes new calls, so that load balancers see /ready fail first. */
  readonly acceptSeconds: number;
  readonly reason: 'SIGINT' | 'SIGTERM' | 'SIGHUP' | 'parent asked' | 'parent died';
}

export interface StopHandlers {
  /** Called once, at the first request. */
  readonly stop: (request: StopRequest) => void;
  /** Called at a second Ctrl-C within five seconds: end now; only what is already on disk survives. */
  readonly stopNow: () => void;
}

/** What a load balancer's probe interval needs; nobody waits for it at a terminal (SIGINT) or when the parent is gone. */
const acceptSecondsOnTerm = 5;
const secondInterruptWithinMs = 5000;
/** The terminal and npm both pass one Ctrl-C on, so the same press arrives twice within a moment. */
const samePressWithinMs = 250;

/** Tells the first Ctrl-C from its echo and from a second one. Times are in milliseconds. Pure but for its memory. */
export function interruptCounter() {
  let firstAtMs: number | undefined;
  return (nowMs: number): 'first' | 'echo' | 'second' | 'late' => {
    if (firstAtMs === undefined) {
      firstAtMs = nowMs;
      return 'first';
    }
    if (nowMs - firstAtMs < samePressWithinMs) return 'echo';
    return nowMs - firstAtMs <= secondInterruptWithinMs ? 'second' : 'late';
  };
}

/**
 * Listens to everything that may end this process. A child with an IPC channel obeys its parent and ignores the
 * terminal's signals, which reach the whole process group: the parent ends everything in order. Without a channel the
 * signals count.
 */
export function listenForStop({ stop, stopNow }: StopHandlers): void {
  let asked = false;
  const ask = (request: StopRequest): void => {
    if (asked) return;
    asked = true;
    stop(request);
  };
  process.on('SIGTERM', () => ask({ reason: 'SIGTERM', acceptSeconds: acceptSecondsOnTerm }));
  if (process.connected) {
    for (const signal of ['SIGINT', 'SIGHUP'] as const) process.on(signal, () => {});
    process.on('disconnect', () => ask({ reason: 'parent died', acceptSeconds: 0 }));
    process.on('message', (raw) => {
      const message = messageFromParent.safeParse(raw);
      if (!message.success) return;
      if (message.data.type === 'stop') ask({ reason: 'parent asked', acceptSeconds: message.data.acceptSeconds });
      if (message.data.type === 'stop-now') stopNow();
    });
    return;
  }
  const press = interruptCounter();
  process.on('SIGHUP', () => ask({ reason: 'SIGHUP', acceptSeconds: 0 }));
  process.on('SIGINT', () => {
    const turn = press(Date.now());
    if (turn === 'first') ask({ reason: 'SIGINT', acceptSeconds: 0 });
    if (turn === 'second') stopNow();
  });
}
