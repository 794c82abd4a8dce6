/** A text as a reader would understand it, with the place of each of its units in the text as it stands. */
export interface VeiledText {
  readonly text: string;
  /** For each unit of `text` where what it stands for begins in the original, and at last the original's length. */
  readonly places: readonly number[];
}

/** What may be hidden: characters outside of ASCII, escapes of JSON within JSON and of HTML, percent encoding. */
const mayHide = /[^\t-~]|\\u00[0-9a-f]{2}|&(?:#|commat;|period;|colon;|hyphen;)|%[2-7][0-9a-f]/i;
const hidden = /\\u00([2-7][0-9a-f])|&#x0*([2-7][0-9a-f]);|&#0*(\d{2,3});|%([2-7][0-9a-f])|&(commat|period|colon|hyphen);|[^\t-~]/giu;
const named: Readonly<Record<string, string>> = { commat: '@', period: '.', colon: ':', hyphen: '-' };
/** Characters that nobody sees; those between emoji and in scripts that need them hold no data together. */
const unseen = /^[\p{Cf}\p{Mn}\u115f\u1160\u3164\uffa0]$/u;
const digit = /^\p{Nd}$/u;
const dash = /^\p{Pd}$/u;
const space = /^\p{Zs}$/u;

/** The digit that a character of any script is: digits lie in rows of ten, each row from its zero on. */
function asciiDigit(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  let zero = code;
  while (code - zero < 9 && digit.test(String.fromCodePoint(zero - 1))) zero -= 1;
  return String(code - zero);
}

/** What a character outside of ASCII is read as; itself where that is nothing else. */
function plain(character: string): string {
  if (unseen.test(character)) return '';
  const folded = character.normalize('NFKC');
  // Mathematical digits are rows of ten next to each other, which their compatibility form tells apart.
  if (/^[ -~]+$/.test(folded)) return folded;
  if (digit.test(character)) return asciiDigit(character);
  if (dash.test(character)) return '-';
  return space.test(character) ? ' ' : character;
}

function codeOf(parts: readonly (string | undefined)[]): string | undefined {
  const [json, html, decimal, percent, name] = parts;
  if (name !== undefined) return named[name.toLowerCase()];
  const hex = json ?? html ?? percent;
  const code = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal);
  return code >= 0x20 && code < 0x7f ? String.fromCharCode(code) : undefined;
}

/** The text without what hides data from a search and not from a model; null where it holds nothing of the kind. One pass. */
export function unveil(text: string): VeiledText | null {
  if (!mayHide.test(text)) return null;
  const places: number[] = [];
  let read = '';
  let kept = 0;
  let isChanged = false;
  const keep = (end: number): void => {
    for (let at = kept; at < end; at += 1) places.push(at);
    read += text.slice(kept, end);
  };
  for (const match of text.matchAll(hidden)) {
    const [found, ...parts] = match;
    const meant = found.length > 2 ? codeOf(parts) : plain(found);
    if (meant === undefined || meant === found) continue;
    keep(match.index);
    for (const _ of meant) places.push(match.index);
    read += meant;
    kept = match.index + found.length;
    isChanged = true;
  }
  if (!isChanged) return null;
  keep(text.length);
  places.push(text.length);
  return { text: read, places };
}
