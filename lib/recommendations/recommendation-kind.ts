import type { SQL } from 'drizzle-orm';
import type { StoredEvidence } from '#db/schema/index.ts';
import type { OperationContext } from '#lib/command/context.ts';
import type { Executable } from '#lib/command/executable.ts';
import type { RecommendationKindName } from '#lib/contracts/recommendation-names.ts';
import type { NanoUsd } from '#lib/core/money.ts';
import type { Estimate } from './estimate.ts';
import type { Reading } from './reading.ts';
import type { TrafficGroup } from './traffic.ts';

export type Fields = Readonly<Record<string, unknown>>;

/** A recommendation as its kind found it. */
export interface Found {
  /** What it is about; a later look finds the same under the same. */
  readonly fingerprint: string;
  readonly title: string;
  readonly summary: string;
  readonly risk: string;
  readonly estimate: Estimate;
  readonly confidence: 'low' | 'medium' | 'high';
  readonly effort: 'low' | 'medium' | 'high';
  readonly evidence: readonly StoredEvidence[];
  readonly plan: Fields;
  readonly departmentId?: string | null;
  readonly teamId?: string | null;
}

/** An ordinary operation, with its input in wire form. */
export interface Step {
  readonly executable: Executable;
  readonly input: Fields;
  /** Takes it back where a later step fails. */
  readonly takeBack?: { readonly executable: Executable; readonly input: Fields };
}

/** What one click does, and what is to be kept for changing it back. */
export interface PlannedChange {
  readonly steps: readonly [Step, ...Step[]];
  readonly memo: Fields;
}

/** How one click applies a recommendation; both throw `conflict` with the reason where it would not do. */
export interface Change {
  apply(ctx: OperationContext, plan: Fields): Promise<PlannedChange>;
  undo(ctx: OperationContext, plan: Fields, memo: Fields): Promise<readonly [Step, ...Step[]]>;
}

/** How what an applied recommendation saved is told from later calls. */
export interface Measuring {
  /** The calls it is told from, called `e`; undefined where their names were never used. */
  where(plan: Fields): SQL;
  /** What the calls of a group would have cost as before; undefined where that cannot be told, and they are left out. */
  baselineOf(plan: Fields, group: TrafficGroup, priceOf: Reading['priceOf']): NanoUsd | undefined;
}

/** A kind of recommendation: one file of `kinds/`. */
export interface RecommendationKind {
  readonly name: RecommendationKindName;
  /** Told whatever it saves: it is about order and safety, not about money. */
  readonly isHousekeeping?: true;
  find(reading: Reading): readonly Found[];
  /** Absent where people have to do it themselves. */
  readonly change?: Change;
  /** Absent where nothing is to be measured. */
  readonly measuring?: Measuring;
}
