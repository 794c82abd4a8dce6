import type { Gauge } from './gauge.ts';

/** How much of one gauge a call needs. */
export interface Need {
  readonly gauge: Gauge;
  /** A whole number, 1 for requests and concurrency. */
  readonly amount: number;
}

/** How a gauge stood when a call took from it, or was refused. */
export interface Reading {
  readonly gauge: Gauge;
  /** Never negative; where shares are leased, as far as this process knows. */
  readonly remaining: number;
  /** Milliseconds until all of it is free again if nobody takes any more. */
  readonly resetMs: number;
}

/** What a call holds of one gauge. */
export interface TakenPart {
  readonly gauge: Gauge;
  amount: number;
  /** Where the store counts it; of no meaning to others. */
  readonly slot: number;
}

/** What a call holds; to be settled exactly once. */
export interface Taken {
  /** Tells the holder from others in stores that are shared. */
  readonly id: string;
  readonly parts: readonly TakenPart[];
}

export interface Admitted {
  readonly isAdmitted: true;
  readonly taken: Taken;
  readonly readings: readonly Reading[];
}

export interface Refused {
  readonly isAdmitted: false;
  /** The gauge that has too little. */
  readonly short: Gauge;
  /** What the call needed of it. */
  readonly amount: number;
  /** Until the amount may be free; null where it never is, because it is more than the limit. */
  readonly retryMs: number | null;
  readonly readings: readonly Reading[];
}

export type TakeAnswer = Admitted | Refused;

/** What a call really used of a part it holds. */
export type UsedOf = (part: TakenPart) => number;

/** How much of a gauge is used now, all processes together. */
export interface GaugeUse {
  readonly used: number;
}

/** Where gauges are counted. `take` is all or none: whoever is refused holds nothing. */
export interface RateStore {
  /** `process`: counts for this process alone. */
  readonly name: 'process' | 'database' | 'redis';
  /** `holdMs`: how long the call can last at most, after which shared stores forget its place. Rejects where the store cannot be asked. */
  take(needs: readonly Need[], id: string, holdMs: number): TakeAnswer | Promise<TakeAnswer>;
  /** Ends what a call holds: less than was reserved is given back, more is counted too, places are free. Never throws. */
  settle(taken: Taken, used: UsedOf): void;
  /** In the order of the gauges; rejects where the store cannot be asked. */
  use(gauges: readonly Gauge[]): Promise<readonly GaugeUse[]>;
  close(): Promise<void>;
}
