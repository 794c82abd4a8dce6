/** A name to look for, and its bytes between the quotes. */
interface KnownName {
  readonly name: string;
  readonly bytes: Buffer;
}

const lowerCase = 0x20;

/** Whether the bytes from `start` are the name, letters compared without their case. */
function equalsFolded(bytes: Buffer, start: number, name: Buffer): boolean {
  for (let at = 0; at < name.length; at += 1) {
    if (((bytes[start + at] ?? 0) | lowerCase) !== ((name[at] ?? 0) | lowerCase)) return false;
  }
  return true;
}

function equals(bytes: Buffer, start: number, name: Buffer): boolean {
  for (let at = 0; at < name.length; at += 1) if (bytes[start + at] !== name[at]) return false;
  return true;
}

/**
 * Names of fields, found in a document by their bytes: most fields of a request are nobody's business here, and making
 * a text of each name costs more than reading the document.
 */
export class FieldNames {
  /** By length of the name. */
  readonly #byLength: readonly (readonly KnownName[] | undefined)[];

  constructor(names: readonly string[]) {
    const byLength: KnownName[][] = [];
    for (const name of names) {
      const known = byLength[name.length] ?? [];
      known.push({ name, bytes: Buffer.from(name) });
      byLength[name.length] = known;
    }
    this.#byLength = byLength;
  }

  /** The name that stands at [start, end), without its quotes and without escapes; undefined for any other. */
  find(bytes: Buffer, start: number, end: number): string | undefined {
    const candidates = this.#byLength[end - start];
    if (candidates === undefined) return undefined;
    for (const { name, bytes: wanted } of candidates) if (equals(bytes, start, wanted)) return name;
    return undefined;
  }

  /** The name that stands there whatever the case of its letters: `model` for `Model`. */
  findFolded(bytes: Buffer, start: number, end: number): string | undefined {
    const candidates = this.#byLength[end - start];
    if (candidates === undefined) return undefined;
    for (const { name, bytes: wanted } of candidates) if (equalsFolded(bytes, start, wanted)) return name;
    return undefined;
  }
}
