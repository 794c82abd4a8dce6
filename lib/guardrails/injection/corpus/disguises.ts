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
