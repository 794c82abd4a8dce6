import { type ModelMatcher, matchableName } from './match-model.ts';

/** How closely a pattern names what it is for; of several that match a model, the closest counts. */
export type PatternRank = 0 | 1 | 2;

const partsOf = (pattern: string): readonly string[] => pattern.trim().toLowerCase().split('*');

/** 0: one model by its name; 1: a pattern; 2: every model. */
export function patternRank(pattern: string): PatternRank {
  const parts = partsOf(pattern);
  if (parts.length === 1) return 0;
  return parts.every((part) => part === '') ? 2 : 1;
}

/** Matches names by a pattern in which `*` stands for any characters, also none; upper and lower case are the same. Time is linear in the name for each `*`. */
export function compilePattern(pattern: string): ModelMatcher {
  const [first = '', ...rest] = partsOf(pattern);
  const last = rest.pop();
  if (last === undefined) return (name) => name === first;
  return (name) => {
    if (name.length < first.length + last.length || !name.startsWith(first) || !name.endsWith(last)) return false;
    const end = name.length - last.length;
    let at = first.length;
    for (const part of rest) {
      const found = name.indexOf(part, at);
      if (found < 0 || found + part.length > end) return false;
      at = found + part.length;
    }
    return true;
  };
}

/** Whether a pattern matches a name as a provider writes it. */
export function matchesPattern(pattern: string, name: string): boolean {
  const matchable = matchableName(name);
  return matchable !== undefined && compilePattern(pattern)(matchable);
}

/**
 * Whether some name exists that both patterns match. Walks both at once: a place in each is a state, and a `*` may take
 * any character or none, so there are at most length × length of them.
 */
export function patternsMeet(left: string, right: string): boolean {
  const [a, b] = [left.trim().toLowerCase().replace(/\*+/g, '*'), right.trim().toLowerCase().replace(/\*+/g, '*')];
  let reached = new Set<number>([0]);
  // Row by row of the left pattern; in a row, the places of the right pattern that can be reached.
  for (let i = 0; i <= a.length; i += 1) {
    const next = new Set<number>();
    for (let j = 0; j <= b.length; j += 1) {
      if (!reached.has(j)) continue;
      if (i === a.length && j === b.length) return true;
      // A star may end here …
      if (a[i] === '*') next.add(j);
      if (b[j] === '*') reached.add(j + 1);
      // … or take a character of the other side, which may be a star of its own.
      if (a[i] === '*' && j < b.length) reached.add(j + 1);
      if (b[j] === '*' && i < a.length) next.add(j);
      if (i < a.length && j < b.length && a[i] === b[j]) next.add(j + 1);
    }
    reached = next;
  }
  return false;
}
