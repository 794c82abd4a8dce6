import { setImmediate } from 'node:timers/promises';

/** A call makes some four turns of the loop, and each may have such a slice before it: with more, calls beside a posting are seen at p99. */
const sliceMs = 0.2;
/** Elements between two looks at the clock. */
const lookEvery = 16;

/**
 * Does work on every element in order, letting the event loop turn before the first and after each fifth of a millisecond: a
 * posting shares its process with calls that wait for their next byte, and must never hold them up for long. A few elements are
 * done at once.
 */
export async function inSlices<Element>(elements: readonly Element[], work: (element: Element) => void): Promise<void> {
  if (elements.length > lookEvery) await setImmediate();
  let startedMs = performance.now();
  for (const [index, element] of elements.entries()) {
    work(element);
    if (index % lookEvery !== lookEvery - 1 || performance.now() - startedMs < sliceMs) continue;
    await setImmediate();
    startedMs = performance.now();
  }
}
