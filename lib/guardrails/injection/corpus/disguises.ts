/** A way to write a text so that a search for words does not find it and a model still reads it. */
interface Disguise {
  readonly name: string;
  apply(text: string): string;
}

const leet: Readonly<Record<string, string>> = { a: '4', e: '3', i: '1', o: '0', s: '5', t: '7' };
const cyrillic: Readonly<Record<string, string>> = { a: 'а', c: 'с', e: 'е', i: 'і', o: 'о', p: 'р', s: 'ѕ', x: 'х', y: 'у' };

const rot13 = (text: string): string =>
  text.replace(/[a-z]/gi, (letter) => {
    const base = letter < 'a' ? 65 : 97;
    return String.fromCharCode(((letter.charCodeAt(0) - base + 13) % 26) + base);
  });

export const disguises: readonly Disguise[] = [
  { name: 'base64', apply: (text) => Buffer.from(text).toString('base64') },
  { name: 'hex', apply: (text) => Buffer.from(text).toString('hex') },
  { name: 'rot13', apply: rot13 },
  { name: 'leet', apply: (text) => text.replace(/[aeiost]/g, (letter) => leet[letter] ?? letter) },
  {
    name: 'look-alikes',
    apply: (text) => text.replace(/[aceiopsxy]/g, (letter, at: number) => (at % 2 === 0 ? (cyrillic[letter] ?? letter) : letter)),
  },
  { name: 'zero width', apply: (text) => text.replace(/(?<=[a-z])(?=[a-z])/g, '\u200b') },
];

const escaped = (unit: (code: string) => string, text: string): string =>
  [...text].map((one) => (/[a-z]/i.test(one) ? unit((one.codePointAt(0) ?? 0).toString(16).padStart(4, '0')) : one)).join('');

/** Mathematical bold letters, which NFKD makes plain again. */
const bold = (text: string): string =>
  text.replace(/[a-z]/gi, (letter) =>
    String.fromCodePoint(letter < 'a' ? 0x1d400 + letter.charCodeAt(0) - 65 : 0x1d41a + letter.charCodeAt(0) - 97),
  );

/** Disguises of the held-out corpus: others than those the scorer was fitted to. */
export const veils: readonly Disguise[] = [
  { name: 'base64 twice', apply: (text) => Buffer.from(Buffer.from(text).toString('base64')).toString('base64') },
  { name: 'JSON escapes', apply: (text) => `{"note":"${escaped((code) => `\\u${code}`, text)}"}` },
  { name: 'HTML entities', apply: (text) => escaped((code) => `&#x${code};`, text) },
  { name: 'mathematical letters', apply: bold },
  { name: 'full width', apply: (text) => text.replace(/[!-~]/g, (one) => String.fromCharCode(one.charCodeAt(0) + 0xfee0)) },
  { name: 'underscores', apply: (text) => text.replaceAll(' ', '_') },
  { name: 'combining marks', apply: (text) => text.replace(/[a-z]/g, (letter) => `${letter}\u0336`) },
  { name: 'line breaks', apply: (text) => text.replaceAll(' ', '\n') },
];
