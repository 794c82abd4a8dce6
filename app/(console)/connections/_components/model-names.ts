/** What stands in the field, read: models by name with what they are called, and the first line that is neither. */
export interface ReadModelNames {
  readonly names: Readonly<Record<string, string>>;
  readonly fault: string | undefined;
}

/** Reads lines of `model = name there`. A model without a name there is called by its own. */
export function readModelNames(text: string): ReadModelNames {
  const entries: [string, string][] = [];
  let fault: string | undefined;
  for (const [index, raw] of text.split('\n').entries()) {
    const line = raw.trim();
    if (line === '') continue;
    const at = line.indexOf('=');
    const model = (at === -1 ? line : line.slice(0, at)).trim();
    const there = at === -1 ? model : line.slice(at + 1).trim();
    if (model === '' || there === '') fault ??= `Line ${index + 1} is not of the form model = deployment`;
    else if (entries.some(([known]) => known === model)) fault ??= `Line ${index + 1} names ${model} a second time`;
    else entries.push([model, there]);
  }
  return { names: Object.fromEntries(entries), fault };
}

/** The lines of some names, for the field to begin with. */
export function writeModelNames(names: unknown): string {
  const entries = typeof names === 'object' && names !== null ? Object.entries(names) : [];
  return entries.map(([model, there]) => `${model} = ${there}`).join('\n');
}
