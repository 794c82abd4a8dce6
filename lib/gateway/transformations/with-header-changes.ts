import type { HeaderChange } from './transformation-rules.ts';

/** Names and values alternating, as they go upstream, with the changes made; of one name the last change counts. */
export function withHeaderChanges(headers: readonly string[], changes: readonly HeaderChange[]): string[] {
  const changed = new Map(changes.map(({ name, value }) => [name, value]));
  const result: string[] = [];
  for (let at = 0; at + 1 < headers.length; at += 2) {
    const [name = '', value = ''] = headers.slice(at, at + 2);
    if (!changed.has(name)) result.push(name, value);
  }
  for (const [name, value] of changed) if (value !== null) result.push(name, value);
  return result;
}
