/** JSON without numbers: those of RFC 8785 are doubles, so sizes and indexes are written as decimal strings. */
export type CanonicalValue = string | null | readonly CanonicalValue[] | { readonly [name: string]: CanonicalValue };

const isList = (value: CanonicalValue): value is readonly CanonicalValue[] => Array.isArray(value);

/** The canonical form of RFC 8785 for texts, nulls, lists and objects: members sorted by UTF-16 code units, no white space. */
export function canonicalJson(value: CanonicalValue): string {
  if (value === null || typeof value === 'string') return JSON.stringify(value);
  if (isList(value)) return `[${value.map(canonicalJson).join(',')}]`;
  const members = Object.keys(value)
    .sort()
    .map((name) => `${JSON.stringify(name)}:${canonicalJson(value[name] ?? null)}`);
  return `{${members.join(',')}}`;
}
