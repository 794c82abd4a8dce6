import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Scripts that can be printed, those that names have most first; each is a file of the package. */
const slices = ['latin', 'latin-ext', 'cyrillic', 'cyrillic-ext', 'greek', 'greek-ext', 'vietnamese', 'devanagari'] as const;
type Slice = (typeof slices)[number];

/** Part of a text that one font file has; `name` is what the document knows the font by. */
export interface FontRun {
  readonly name: string;
  readonly text: string;
}

/** What stands for a character that no font has. */
const unknownCharacter = '\ufffd';
// The program runs in its own folder, beside its packages; a bundle has no other way to a file of one.
const folder = join(process.cwd(), 'node_modules', '@fontsource', 'noto-sans');

let ranges: ReadonlyMap<Slice, readonly (readonly [number, number])[]> | undefined;

/** `U+0100-02BA,U+2020` → pairs of first and last code point. */
const rangesOf = (text: string): (readonly [number, number])[] =>
  text.split(',').map((range) => {
    const [low = '', high = low] = range.replace('U+', '').split('-');
    return [Number.parseInt(low, 16), Number.parseInt(high, 16)];
  });

function loadRanges(): ReadonlyMap<Slice, readonly (readonly [number, number])[]> {
  const listed: Readonly<Record<string, string>> = JSON.parse(readFileSync(join(folder, 'unicode.json'), 'utf8'));
  return new Map(slices.map((slice) => [slice, rangesOf(listed[slice] ?? 'U+0')]));
}

function sliceOf(character: string): Slice | undefined {
  ranges ??= loadRanges();
  const code = character.codePointAt(0) ?? 0;
  for (const [slice, pairs] of ranges) if (pairs.some(([low, high]) => code >= low && code <= high)) return slice;
  return undefined;
}

/** Splits a text by the fonts that have its characters; what none has is shown as �, and `unprintable` is told. */
export function fontRuns(text: string, weight: 400 | 700, unprintable: (character: string) => void): FontRun[] {
  const runs: { name: string; text: string }[] = [];
  for (const character of text) {
    const slice = sliceOf(character);
    if (slice === undefined) unprintable(character);
    const name = `${slice ?? 'latin'}-${weight}`;
    const last = runs.at(-1);
    const shown = slice === undefined ? unknownCharacter : character;
    if (last?.name === name) last.text += shown;
    else runs.push({ name, text: shown });
  }
  return runs;
}

const loaded = new Map<string, Buffer>();

/** The file of a font that `fontRuns` named; read once a process. */
export function fontFile(name: string): Buffer {
  let file = loaded.get(name);
  if (file === undefined) {
    file = readFileSync(join(folder, 'files', `noto-sans-${name}-normal.woff`));
    loaded.set(name, file);
  }
  return file;
}
