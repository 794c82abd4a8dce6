import type { Member } from '../strategy.ts';

/**
 * Members that are for this call come first, then those that are for every other; a member that is for other calls alone is
 * left out, so that a condition also keeps calls away.
 */
export function matchingFirst<Target>(
  members: readonly Member<Target>[],
  isFor: (member: Member<Target>) => boolean | null,
): readonly Member<Target>[] {
  const matching: Member<Target>[] = [];
  const others: Member<Target>[] = [];
  for (const member of members) {
    const verdict = isFor(member);
    if (verdict === null) others.push(member);
    else if (verdict) matching.push(member);
  }
  return others.length === 0 ? matching : [...matching, ...others];
}
