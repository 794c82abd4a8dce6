import { latencyBucket } from '#lib/usage/latency-buckets.ts';

const slotMs = 60_000;
/** Minutes of a span; spans begin at multiples of it by the monotonic clock. */
const spanSlots = 5;
/** A minute more than a span, so that one that has just ended can still be read whole. */
const slotCount = spanSlots + 1;

/** How long a span is, in milliseconds. */
export const spanMs = slotMs * spanSlots;

interface Slot {
  minute: number;
  attempts: number;
  faults: number;
  readonly latency: Map<number, number>;
  readonly firstToken: Map<number, number>;
  readonly byKind: Map<string, number>;
}

/** What happened at a target within the last minutes. */
export interface FiguresNow {
  readonly attempts: number;
  readonly faults: number;
  /** Counts by bucket of `lib/usage/latency-buckets.ts`, and faults by kind. */
  readonly latency: Readonly<Record<string, number>>;
  readonly firstToken: Readonly<Record<string, number>>;
  readonly byKind: Readonly<Record<string, number>>;
}

const countIn = <Key>(counts: Map<Key, number>, key: Key): void => {
  counts.set(key, (counts.get(key) ?? 0) + 1);
};

/** Counts of the last minutes, a slot each; a slot is emptied when its minute comes round again. */
export class RecentFigures {
  readonly #slots: Slot[] = Array.from({ length: slotCount }, () => ({
    minute: -1,
    attempts: 0,
    faults: 0,
    latency: new Map(),
    firstToken: new Map(),
    byKind: new Map(),
  }));

  succeeded(latencyMs: number, firstTokenMs: number | null, now: number): void {
    const slot = this.#slotAt(now);
    slot.attempts += 1;
    countIn(slot.latency, latencyBucket(latencyMs));
    if (firstTokenMs !== null) countIn(slot.firstToken, latencyBucket(firstTokenMs));
  }

  failed(kind: string, now: number): void {
    const slot = this.#slotAt(now);
    slot.attempts += 1;
    slot.faults += 1;
    countIn(slot.byKind, kind);
  }

  /** The last five minutes, the running one among them. */
  read(now: number): FiguresNow {
    const minute = Math.floor(now / slotMs);
    return this.#sum(minute - spanSlots + 1, minute);
  }

  /** A span by its number, which is its beginning divided by `spanMs`; whole as long as it is the running one, or the one before it ended less than a minute ago. */
  readSpan(span: number): FiguresNow {
    return this.#sum(span * spanSlots, span * spanSlots + spanSlots - 1);
  }

  #sum(fromMinute: number, toMinute: number): FiguresNow {
    const slots = this.#slots.filter(({ minute }) => minute >= fromMinute && minute <= toMinute);
    const sum = (pick: (slot: Slot) => Map<number, number> | Map<string, number>): Record<string, number> => {
      const sums: Record<string, number> = {};
      for (const slot of slots) for (const [key, count] of pick(slot)) sums[key] = (sums[key] ?? 0) + count;
      return sums;
    };
    return {
      attempts: slots.reduce((total, slot) => total + slot.attempts, 0),
      faults: slots.reduce((total, slot) => total + slot.faults, 0),
      latency: sum((slot) => slot.latency),
      firstToken: sum((slot) => slot.firstToken),
      byKind: sum((slot) => slot.byKind),
    };
  }

  #slotAt(now: number): Slot {
    const minute = Math.floor(now / slotMs);
    const slot = this.#slots[minute % slotCount];
    if (slot === undefined) throw new Error('There is a slot for every minute');
    if (slot.minute !== minute) {
      slot.minute = minute;
      slot.attempts = slot.faults = 0;
      for (const counts of [slot.latency, slot.firstToken, slot.byKind]) counts.clear();
    }
    return slot;
  }
}
