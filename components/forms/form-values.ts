/** Values of a form by path: `name`, `limits.monthly`. Undefined is "left empty" and is not sent. */
export type FormValues = Readonly<Record<string, unknown>>;

/** `{ 'limits.monthly': 5 }` → `{ limits: { monthly: 5 } }`; what is left empty is left out. */
export function nestValues(values: FormValues): Record<string, unknown> {
  const nested: Record<string, unknown> = {};
  for (const [path, value] of Object.entries(values)) {
    if (value === undefined) continue;
    const keys = path.split('.');
    const last = keys.pop() ?? path;
    let target = nested;
    for (const key of keys) {
      const next = target[key];
      const branch: Record<string, unknown> = isBranch(next) ? next : {};
      target[key] = branch;
      target = branch;
    }
    target[last] = value;
  }
  return nested;
}

const isBranch = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

/** What lies at a path of nested values, such as one entry of a list; undefined where there is nothing. */
export const valueAt = (nested: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>((value, key) => (typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined), nested);

/** RFC 6901 pointer of the API's errors to a path: `/limits/monthly` → `limits.monthly`. */
export function pathOfPointer(pointer: string): string {
  return pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .join('.');
}

/** The field an error belongs to: itself, or the longest field above it, as `tags` for `tags.3`. */
export function fieldOfPath(path: string, fields: readonly string[]): string | undefined {
  return fields.filter((field) => path === field || path.startsWith(`${field}.`)).sort((a, b) => b.length - a.length)[0];
}

/** Whether two field values are the same to a reader; lists are compared by content. */
export function sameValue(one: unknown, other: unknown): boolean {
  return one === other || JSON.stringify(one ?? null) === JSON.stringify(other ?? null);
}

/** Paths whose values differ. */
export function changedPaths(before: FormValues, after: FormValues): string[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].filter((path) => !sameValue(before[path], after[path]));
}
