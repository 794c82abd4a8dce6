import { matchesPattern, type NamePattern, namePattern } from '#lib/core/name-pattern.ts';

/** Which names of a kind may be used: those that an allowing pattern has and no denying one. */
export interface NameRules {
  readonly allowed: readonly NamePattern[];
  readonly denied: readonly NamePattern[];
}

export const nameRules = (allowed: readonly string[], denied: readonly string[]): NameRules => ({
  allowed: allowed.map(namePattern),
  denied: denied.map(namePattern),
});

/** Letters count with their case: servers may have two tools that differ in nothing else. */
export const permits = ({ allowed, denied }: NameRules, name: string): boolean =>
  allowed.some((pattern) => matchesPattern(name, pattern)) && !denied.some((pattern) => matchesPattern(name, pattern));
