import type { Gauge } from './gauge.ts';

/** What a process asks of one gauge; of places all of them, those it has included. */
export interface ShareAsk {
  readonly gauge: Gauge;
  /** Less helps nobody. */
  readonly least: number;
  /** What calls wait for. */
  readonly wanted: number;
  /** With what is likely to be needed soon. */
  readonly most: number;
  /** What is free of the lease before, to be given back first. */
  readonly back: { readonly slot: number; readonly amount: number };
}

/** What it got. Durations are milliseconds. */
export interface ShareGrant {
  /** 0 where less than the least is left; of places all that the process has now. */
  readonly granted: number;
  /** Of the gauge by all, the grant included. */
  readonly used: number;
  readonly slot: number;
  /** How long the grant may be used, from when it was asked for. */
  readonly lastsMs: number;
  readonly retryMs: number;
  readonly resetMs: number;
}

/** An amount that was not used, or by a negative amount one that was used above what had been taken. */
export interface ShareReturn {
  readonly gauge: Gauge;
  readonly slot: number;
  readonly amount: number;
}

/** Where processes lease their shares; a method that rejects may have been carried out, which only makes less free. */
export interface ShareSource {
  grant(asks: readonly ShareAsk[]): Promise<readonly ShareGrant[]>;
  giveBack(returns: readonly ShareReturn[]): Promise<void>;
  /** The sign of life of a holder of places. */
  see(gauges: readonly Gauge[]): Promise<void>;
  /** Drops what nobody counts any more. */
  sweep(): Promise<void>;
}
