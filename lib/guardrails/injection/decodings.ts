/** A text that another one carries in disguise. */
export interface Decoding {
  readonly by: 'base64' | 'hex' | 'percent' | 'rot13' | 'reversed' | 'leet' | 'spaced' | 'joined' | 'escapes' | 'words';
  readonly text: string;
}

const runsMax = 8;
const base64Run = /[A-Za-z0-9+/_-]{20,4000}={0,2}/g;
const hexRun = /(?:[0-9a-f]{2}[ :]?){12,1000}/gi;
const percentRun = /(?:%[0-9a-f]{2}|[a-z0-9.+]){12,2000}/gi;
const spacedRun = /(?<!\p{L})\p{L}(?:[ .\-_*|]\p{L}){2,40}(?!\p{L})/gu;
const quotedPiece = /["'`]([^"'`\n]{1,40})["'`]/g;

/** Characters told by their numbers, as JSON, JavaScript, CSS and HTML have them: `\\u0069`, `\\x69`, `&#105;`, `&#x69;`. */
const numbered = /\\u\{?([0-9a-f]{2,6})\}?|\\x([0-9a-f]{2})|&#x([0-9a-f]{2,6});?|&#(\d{2,7});?/gi;
const escapesMin = 4;
/** Words joined by underscores or the like, and words that stand in lines of their own. */
const joinedWords = /(?<=\p{L})[_+·•|~]+(?=\p{L})/gu;
const wordLines = /(?<=\p{L}[,;]?)[ \t]*\r?\n[ \t]*(?=\p{L})/gu;
const looseMin = 3;

/** Words that only turn up where English was turned round by thirteen letters, or written from behind. */
const rot13Words =
  /\b(?:vtaber|vafgehpgvbaf?|flfgrz|cebzcg|cerivbhf|qvfertneq|sbetrg|erirny|erfgevpgvbaf?|thvqryvarf|ehyrf|sbyybj|nobir|frperg|jvgubhg|vagreany|gryy zr|lbhe|gur)\b/;
const reversedWords = /erongi|snoitcurtsni|tpmorp|metsys|suoiverp|dragersid|laever|snoitcirtser/;
/** Looks no further ahead than a word is long, so that a text without spaces takes no longer than another. */
const leetWord = /(?<![a-z013457@$!])(?=[a-z013457@$!]{0,19}[a-z])(?=[a-z013457@$!]{0,19}[013457@$!])[a-z013457@$!]{4,20}/g;
const leetDigits: Readonly<Record<string, string>> = {
  '0': 'o',
  '1': 'i',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  '@': 'a',
  $: 's',
  '!': 'i',
};

/** Whether bytes are words that somebody could read. */
function isReadable(text: string): boolean {
  if (text.length < 8 || text.includes('\ufffd')) return false;
  const words = text.match(/[\p{L}]{2,}/gu)?.join('').length ?? 0;
  return words / text.length > 0.6 && /\s/.test(text);
}

function decodedRuns(raw: string, form: RegExp, decode: (run: string) => string, by: Decoding['by']): Decoding[] {
  const found: Decoding[] = [];
  for (const [run] of raw.matchAll(form)) {
    if (found.length === runsMax) break;
    const text = decode(run);
    if (isReadable(text)) found.push({ by, text });
  }
  return found;
}

const rot13 = (text: string): string =>
  text.replace(/[a-z]/g, (letter) => String.fromCharCode(((letter.charCodeAt(0) - 97 + 13) % 26) + 97));

const fromPercent = (run: string): string => {
  try {
    return decodeURIComponent(run.replaceAll('+', ' '));
  } catch {
    // Not an encoded text after all.
    return '';
  }
};

/** Quoted pieces that are to be put together: "ig" + "nore" … */
function joinedPieces(raw: string): Decoding[] {
  const pieces = [...raw.matchAll(quotedPiece)].map(([, piece]) => piece ?? '');
  if (pieces.length < 3 || !/\+|concat|join|combin|together/i.test(raw)) return [];
  return [{ by: 'joined', text: pieces.join('') }];
}

function unescaped(raw: string): string {
  return raw.replace(numbered, (run, ...codes: (string | undefined)[]) => {
    const [unicode, byte, hex, decimal] = codes;
    const code = decimal === undefined ? Number.parseInt(unicode ?? byte ?? hex ?? '', 16) : Number(decimal);
    return code <= 0x10_ffff ? String.fromCodePoint(code) : run;
  });
}

/** Base64 within base64, and so on: few would go further, and a reader must come to an end. */
const nestedMax = 3;
function fromBase64(run: string): string {
  let text = run;
  for (let depth = 0; depth < nestedMax && /^[A-Za-z0-9+/_-]{12,}={0,2}$/.test(text); depth += 1)
    text = Buffer.from(text, 'base64').toString('utf8');
  return text;
}

/**
 * What a text may say to a model that decodes it. `normal` is the same text in lower case without disguises of characters.
 * Bounded: at most eight runs of each encoding are read, four thousand characters of each.
 */
export function decodings(raw: string, normal: string): Decoding[] {
  const found = [
    ...decodedRuns(raw, base64Run, fromBase64, 'base64'),
    ...decodedRuns(raw, hexRun, (run) => Buffer.from(run.replaceAll(/[ :]/g, ''), 'hex').toString('utf8'), 'hex'),
    ...(raw.includes('%') ? decodedRuns(raw, percentRun, fromPercent, 'percent') : []),
    ...joinedPieces(raw),
  ];
  if ((raw.match(numbered)?.length ?? 0) >= escapesMin) found.push({ by: 'escapes', text: unescaped(raw) });
  const loose = (normal.match(joinedWords)?.length ?? 0) + (normal.match(wordLines)?.length ?? 0);
  if (loose >= looseMin) found.push({ by: 'words', text: normal.replace(joinedWords, ' ').replace(wordLines, ' ') });
  if (rot13Words.test(normal)) found.push({ by: 'rot13', text: rot13(normal) });
  if (reversedWords.test(normal)) found.push({ by: 'reversed', text: [...normal].reverse().join('') });
  const wide = raw.toLowerCase();
  // Two separators part words, one parts letters.
  const closed = wide.replace(spacedRun, (run) => run.replaceAll(/(\p{L})[ .\-_*|](?=\p{L})/gu, '$1'));
  if (closed !== wide) found.push({ by: 'spaced', text: closed });
  if ((normal.match(leetWord)?.length ?? 0) >= 2)
    found.push({
      by: 'leet',
      text: normal.replace(leetWord, (word) => word.replace(/[013457@$!]/g, (digit) => leetDigits[digit] ?? digit)),
    });
  return found;
}
