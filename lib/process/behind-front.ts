/**
 * Tells code that answers web requests that the process in front has cleaned their headers, so that `x-forwarded-for` is the one
 * address it has checked. On globalThis, because Next bundles its own copy of this file.
 */
const slot = Symbol.for('tollgate.behindFront');
const holder: typeof globalThis & { [slot]?: true } = globalThis;

/** Whether every request of this process comes through the front. */
export const isBehindFront = (): boolean => holder[slot] === true;

/** Said once by the entry file that listens where only the front can reach it. */
export const announceBehindFront = (): void => {
  holder[slot] = true;
};
