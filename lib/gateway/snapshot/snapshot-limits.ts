/** Sizes and times of a snapshot. */
export interface SnapshotLimits {
  /** Keys held in memory. */
  readonly principalsMax: number;
  /** Hashes of keys that do not exist held in memory, and for how long. */
  readonly unknownKeysMax: number;
  readonly unknownKeyMs: number;
  /** Keys being looked up at the same time; further first calls are refused. */
  readonly loadsMax: number;
  /** Longest wait for the database. */
  readonly loadMs: number;
  readonly pollMs: number;
  readonly priceCheckMs: number;
  /** Between two sweeps of what is idle; after 15 without use it is dropped. */
  readonly sweepMs: number;
  readonly inFlightMaxPerTenant: number;
}

export const defaultSnapshotLimits: SnapshotLimits = {
  principalsMax: 50_000,
  unknownKeysMax: 10_000,
  unknownKeyMs: 5_000,
  loadsMax: 500,
  loadMs: 3_000,
  pollMs: 1_000,
  priceCheckMs: 10_000,
  sweepMs: 60_000,
  inFlightMaxPerTenant: 2_000,
};
