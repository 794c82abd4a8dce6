/**
 * Tells long-lived work of a process (event streams, pollers) that the process is about to end. On globalThis, because
 * Next bundles its own copy of this file and the entry that hears the signal has another.
 */
const slot = Symbol.for('tollgate.stopping');
const holder: typeof globalThis & { [slot]?: AbortController } = globalThis;

function controller(): AbortController {
  holder[slot] ??= new AbortController();
  return holder[slot];
}

/** Aborted once the process is to end. */
export const stoppingSignal = (): AbortSignal => controller().signal;

/** Said once by the entry file. */
export const announceStopping = (): void => controller().abort();
