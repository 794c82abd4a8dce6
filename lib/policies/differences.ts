/** One place where two documents differ; values as JSON, null where nothing stands. */
export interface Difference {
  readonly pointer: string;
  readonly before: string | null;
  readonly after: string | null;
}

/** More than so many are not told one by one. */
const differencesMax = 100;

const isBranch = (value: unknown): value is object => typeof value === 'object' && value !== null;
const text = (value: unknown): string | null => (value === undefined ? null : JSON.stringify(value));
const escaped = (name: string): string => name.replaceAll('~', '~0').replaceAll('/', '~1');

function* walk(before: unknown, after: unknown, pointer: string): Generator<Difference> {
  if (isBranch(before) && isBranch(after) && Array.isArray(before) === Array.isArray(after)) {
    const old = new Map<string, unknown>(Object.entries(before));
    const fresh = new Map<string, unknown>(Object.entries(after));
    for (const name of new Set([...old.keys(), ...fresh.keys()]))
      yield* walk(old.get(name), fresh.get(name), `${pointer}/${escaped(name)}`);
  } else if (text(before) !== text(after)) yield { pointer, before: text(before), after: text(after) };
}

/** Where two JSON documents differ, each place with its pointer (RFC 6901); the first hundred. */
export function differences(before: unknown, after: unknown): Difference[] {
  const found: Difference[] = [];
  for (const one of walk(before, after, '')) {
    found.push(one);
    if (found.length === differencesMax) break;
  }
  return found;
}
