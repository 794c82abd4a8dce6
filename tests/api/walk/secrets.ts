/** An id names what is secret, and is none. */
const secretName = /password|secret|credential|^key$|token(?!_id$)/i;

/** Every text in a value that lies under a name such as `password` or `key`, at any depth; short ones mean nothing. */
export function secretsIn(value: unknown, underSecret = false): string[] {
  if (typeof value === 'string') return underSecret && value.length >= 8 ? [value] : [];
  if (Array.isArray(value)) return value.flatMap((item) => secretsIn(item, underSecret));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => secretsIn(inner, secretName.test(name)));
}
