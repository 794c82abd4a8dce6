import { type PeriodRule, periodAt } from './period.ts';

/** A call that was made, with what was held for it and what it cost. */
export interface ReplayedCall {
  readonly id: string;
  readonly startMs: number;
  readonly endMs: number;
  readonly boundNanoUsd: bigint;
  readonly costNanoUsd: bigint;
}

/** What a limit would have done in one period. */
export interface ReplayedPeriod {
  readonly startMs: number;
  readonly endMs: number;
  readonly openingNanoUsd: bigint;
  actualNanoUsd: bigint;
  admittedNanoUsd: bigint;
  calls: number;
  refusedCalls: number;
  firstRefusedAtMs: number | null;
}

/** A call that runs: its bound is held until it ends, then it costs what it did. */
interface RunningCall {
  readonly endMs: number;
  readonly boundNanoUsd: bigint;
  readonly costNanoUsd: bigint;
  readonly period: ReplayedPeriod;
}

/** Refused calls that are named. */
const refusedNamedMax = 50;

/** The method in words. */
export const replayMethod =
  'The calls are replayed in the order they came. Each is admitted when spent, held and its own bound fit into the limit; the bound ' +
  'is held until the call ended and then gives way to its cost. Callers who would have waited or tried again are not guessed at.';

/** A heap of running calls by their end. */
class EndOrder {
  private readonly heap: RunningCall[] = [];

  push(call: RunningCall): void {
    const { heap } = this;
    let index = heap.push(call) - 1;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if ((heap[parent]?.endMs ?? 0) <= call.endMs) break;
      heap[index] = heap[parent] ?? call;
      index = parent;
    }
    heap[index] = call;
  }

  /** The call that ends first, if it has ended by then. */
  popEndedBy(atMs: number): RunningCall | undefined {
    const { heap } = this;
    const [first] = heap;
    if (first === undefined || first.endMs > atMs) return undefined;
    const last = heap.pop();
    if (last !== undefined && heap.length > 0) this.sink(last);
    return first;
  }

  private sink(call: RunningCall): void {
    const { heap } = this;
    for (let index = 0; ; ) {
      const left = 2 * index + 1;
      const right = left + 1;
      const child = (heap[right]?.endMs ?? Number.POSITIVE_INFINITY) < (heap[left]?.endMs ?? Number.POSITIVE_INFINITY) ? right : left;
      const smaller = heap[child];
      if (smaller === undefined || smaller.endMs >= call.endMs) {
        heap[index] = call;
        return;
      }
      heap[index] = smaller;
      index = child;
    }
  }
}

/** Puts past calls before a limit, one after the other, as the gateway would. */
export class Replay {
  readonly periods: ReplayedPeriod[] = [];
  /** The first refused calls, in order. */
  readonly refused: ReplayedCall[] = [];
  calls = 0;
  refusedCalls = 0;
  refusedNanoUsd = 0n;
  private readonly rule: PeriodRule;
  private readonly limitNanoUsd: bigint;
  private readonly openingNanoUsd: bigint;
  private readonly running = new EndOrder();
  private heldNanoUsd = 0n;

  /** `openingNanoUsd` was spent in the period of the first call before it. */
  constructor(rule: PeriodRule, limitNanoUsd: bigint, openingNanoUsd: bigint) {
    this.rule = rule;
    this.limitNanoUsd = limitNanoUsd;
    this.openingNanoUsd = openingNanoUsd;
  }

  /** Makes sure that the period of an instant is in the answer, also when no call falls into it. */
  open(atMs: number): ReplayedPeriod | undefined {
    const last = this.periods.at(-1);
    if (last !== undefined && atMs < last.endMs) return last;
    const period = periodAt(this.rule, atMs);
    if (period === null) return undefined;
    const openingNanoUsd = last === undefined ? this.openingNanoUsd : 0n;
    const opened: ReplayedPeriod = {
      ...period,
      openingNanoUsd,
      ...{ actualNanoUsd: openingNanoUsd, admittedNanoUsd: openingNanoUsd, calls: 0, refusedCalls: 0, firstRefusedAtMs: null },
    };
    this.periods.push(opened);
    // What the period before still holds is its own.
    this.heldNanoUsd = 0n;
    return opened;
  }

  /** The next call; calls come in the order of their beginning. One outside a fixed period is passed over. */
  add(call: ReplayedCall): void {
    const period = this.open(call.startMs);
    if (period === undefined) return;
    this.endUntil(call.startMs, period);
    this.calls += 1;
    period.calls += 1;
    period.actualNanoUsd += call.costNanoUsd;
    if (period.admittedNanoUsd + this.heldNanoUsd + call.boundNanoUsd > this.limitNanoUsd) {
      this.refuse(call, period);
      return;
    }
    this.heldNanoUsd += call.boundNanoUsd;
    this.running.push({ ...call, period });
  }

  /** Ends every call that still runs. */
  finish(): void {
    this.endUntil(Number.POSITIVE_INFINITY, this.periods.at(-1));
  }

  private refuse(call: ReplayedCall, period: ReplayedPeriod): void {
    this.refusedCalls += 1;
    this.refusedNanoUsd += call.costNanoUsd;
    period.refusedCalls += 1;
    period.firstRefusedAtMs ??= call.startMs;
    if (this.refused.length < refusedNamedMax) this.refused.push(call);
  }

  private endUntil(atMs: number, current: ReplayedPeriod | undefined): void {
    for (let ended = this.running.popEndedBy(atMs); ended !== undefined; ended = this.running.popEndedBy(atMs)) {
      ended.period.admittedNanoUsd += ended.costNanoUsd;
      if (ended.period === current) this.heldNanoUsd -= ended.boundNanoUsd;
    }
  }
}
