import { policyFields } from '#lib/contracts/policy-names.ts';

/**
 * What is known of one field of a call; null where nothing is. Money is in nano-USD, ids are UUIDs, a time is milliseconds
 * since 1970. The text of a request is told only when a condition asks for it, because that means reading all of it;
 * the same function is the same request.
 */
export type Fact = string | number | boolean | readonly string[] | (() => string) | null;

/** What is known of a call: the facts at the places of their fields, and its tags. */
export interface Facts {
  readonly values: readonly Fact[];
  readonly tags: Readonly<Record<string, string>> | null;
  readonly nowMs: number;
  /** The departments, teams and the project that the call belongs to, each with those around it. */
  readonly places: readonly string[];
}

const slots = new Map([...policyFields.keys()].map((name, slot) => [name, slot]));

/** Facts of a call have so many places. */
export const factCount = slots.size;

/** The place of a field among the facts; undefined for tags, which have none. */
export const slotOf = (field: string): number | undefined => slots.get(field);
