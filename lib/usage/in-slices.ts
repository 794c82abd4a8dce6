import { setImmediate } from 'node:timers/promises';

/** Cheap work on so many elements takes about a third of a millisecond. */
const sliceMax = 100;

/**
 * Does work on every element in order, letting the event loop turn after each hundred: a posting shares its process with
 * calls that wait for their next byte, and must never hold them up for long.
 */
export async function inSlices<Element>(elements: readonly Element[], work: (element: Element) => void): Promise<void> {
  for (let start = 0; start < elements.length; start += sliceMax) {
    if (start > 0) await setImmediate();
    for (const element of elements.slice(start, start + sliceMax)) work(element);
  }
}
