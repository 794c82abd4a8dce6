/** A pattern of names in which `*` stands for any characters, cut at its stars. */
export type NamePattern = readonly string[];

export const namePattern = (text: string): NamePattern => text.split(/\*+/);

/** Whether the pattern is that of the name. Takes each part where it is found first, so no pattern takes long. */
export function matchesPattern(name: string, pattern: NamePattern): boolean {
  const [first = '', ...rest] = pattern;
  const last = rest.pop();
  if (last === undefined) return name === first;
  if (!name.startsWith(first)) return false;
  let at = first.length;
  for (const part of rest) {
    const found = name.indexOf(part, at);
    if (found === -1) return false;
    at = found + part.length;
  }
  return name.length - last.length >= at && name.endsWith(last);
}
