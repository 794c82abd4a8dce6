import type { NanoUsd } from '#lib/core/money.ts';

/** Which lease, of which period. */
export interface LeaseName {
  readonly tenantId: string;
  readonly leaseId: string;
  readonly budgetId: string;
  readonly periodStartMs: number;
  readonly periodEndMs: number;
}

/**
 * `behind`: the database has lost changes that the holder knows of (failover, restore). `fenced`: it knows one that the
 * holder does not, or has ended the lease.
 */
export type LeaseState = 'open' | 'in_doubt' | 'presumed' | 'closed';

export interface LeaseRow {
  readonly grantedNanoUsd: NanoUsd;
  readonly seq: bigint;
  readonly state: LeaseState;
}

export interface GrantAnswer extends LeaseRow {
  readonly outcome: 'granted' | 'short' | 'fenced' | 'behind';
  readonly spentNanoUsd: NanoUsd;
  readonly leasedNanoUsd: NanoUsd;
  readonly limitNanoUsd: NanoUsd;
  /** The database's clock; milliseconds since 1970. */
  readonly atMs: number;
}

export interface ReturnAnswer extends LeaseRow {
  readonly outcome: 'returned' | 'fenced' | 'behind';
}

export interface FenceAnswer extends LeaseRow {
  readonly outcome: 'known' | 'behind';
}

export interface SeenLease extends LeaseRow {
  readonly leaseId: string;
  readonly atMs: number;
}

/**
 * Where leases are kept. Every change is one transaction and names the holder's count of its changes (`seq`); a method
 * that rejects may have been carried out, and only `fence` can tell.
 */
export interface LeaseStore {
  /** Between `least` and `most`, or nothing; `least` 0 asks for what is easily spared. A lease that is new is made. */
  grant(lease: LeaseName, seq: bigint, least: NanoUsd, most: NanoUsd): Promise<GrantAnswer>;
  /** Gives back; `closing` also closes a lease that is used up. */
  giveBack(lease: LeaseName, seq: bigint, amount: NanoUsd, closing: boolean): Promise<ReturnAnswer>;
  /** The truth about a change of unknown outcome, which cannot come through any more afterwards. */
  fence(lease: LeaseName, seq: bigint): Promise<FenceAnswer>;
  /** Tells a database that is behind what this holder was granted. */
  reassert(lease: LeaseName, granted: NanoUsd, seq: bigint): Promise<void>;
  /** A silent holder's lease was presumed spent, and the holder is back. */
  reopen(lease: LeaseName): Promise<void>;
  /** The sign of life. */
  see(leases: readonly LeaseName[]): Promise<readonly SeenLease[]>;
  /** Ids of this process's leases that others wait for. */
  recalled(): Promise<readonly string[]>;
}
