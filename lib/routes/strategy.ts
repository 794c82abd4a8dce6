import type { TimeWindow } from '#lib/contracts/route-definition.ts';
import type { DataClass, RegionName, StrategyName } from '#lib/contracts/route-names.ts';

/**
 * A compiled route is a tree over targets of any kind: the gateway's, which are called, or those of a simulation, which are
 * only shown. Strategies order the members of a group and know no more of a target than `RouteFacts` tells.
 */

/** A member of a group, ready to be ordered. */
export interface Member<Target> {
  /** What it is, the same in every version and process: by it users stick to a member. */
  readonly key: string;
  readonly weight: number;
  /** Null: for every task, data class or time that no other member is for. */
  readonly tasks: ReadonlySet<string> | null;
  readonly dataClasses: ReadonlySet<DataClass> | null;
  readonly window: TimeWindow | null;
  /** The targets below it, in the order in which they are listed; never empty. */
  readonly targets: readonly Target[];
  /** The group that it is; null for a target. */
  readonly group: Group<Target> | null;
}

export interface Group<Target> {
  readonly strategy: Strategy;
  readonly members: readonly Member<Target>[];
  /** The order, where it is the same for every call; null where it depends on the call. */
  readonly fixed: readonly Target[] | null;
}

/** What is known of a call and of the targets when it is routed. */
export interface RouteFacts<Target> {
  readonly nowMs: number;
  readonly taskType: string | null;
  readonly dataClass: DataClass | null;
  /** Where it has to be processed; null for anywhere. */
  readonly region: RegionName | null;
  /** Whose calls stay together. */
  readonly stickyKey: string;
  /** From 0 up to 1. */
  random(): number;
  /** What the call is expected to cost, in nano-USD; null where the target has no price. */
  costNanoUsd(target: Target): number | null;
  /** How long the target takes of late, in milliseconds; null where nothing is known. */
  latencyMs(target: Target): number | null;
  /** Whether the target processes what it is sent in the region, as far as anybody has said. */
  isIn(target: Target, region: RegionName): boolean;
  /** Calls that the target is working on. */
  running(target: Target): number;
}

/** The field of a member that a strategy reads. */
export type MemberField = 'weight' | 'tasks' | 'data_classes' | 'window';

/** One way to order the members of a group: one file and one line in the registry. */
export interface Strategy {
  readonly name: StrategyName;
  /** For people. */
  readonly label: string;
  readonly summary: string;
  readonly field: MemberField | null;
  /** True where every call gets the members in the order in which they are listed. */
  readonly isFixed: boolean;
  /** True where one connection is weighed against another, so that a model on several connections is as many members. */
  readonly comparesTargets: boolean;
  /** The members that may serve the call, best first; what is left out serves it not at all. Pure but for `facts.random`. */
  order<Target>(members: readonly Member<Target>[], facts: RouteFacts<Target>): readonly Member<Target>[];
  /** For people: what speaks for this member, in a few words. */
  because<Target>(member: Member<Target>, facts: RouteFacts<Target>): string;
}
