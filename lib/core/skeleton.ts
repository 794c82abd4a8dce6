/** Latin letters and the letters of other alphabets that look the same (a part of Unicode's confusables, UTS #39). */
export const lookAlikes: ReadonlyMap<string, string> = new Map(
  Object.entries({
    a: 'аαɑ',
    b: 'ьв',
    c: 'сϲ',
    d: 'ԁ',
    e: 'еєε',
    g: 'ɡ',
    h: 'һн',
    i: 'іιı',
    j: 'ј',
    k: 'кκ',
    l: 'ӏ',
    m: 'м',
    n: 'пη',
    o: 'оοσ',
    p: 'рρ',
    q: 'ԛ',
    r: 'г',
    s: 'ѕ',
    t: 'тτ',
    u: 'υս',
    v: 'ѵν',
    w: 'ԝω',
    x: 'хχ',
    y: 'уγ',
  }).flatMap(([latin, others]) => [...others].map((other) => [other, latin] as const)),
);

const ascii = /^[\0-\x7f]*$/;
const invisible = /[\p{Cf}\u115f\u1160\u3164\uffa0]/gu;
const likeLatin = new RegExp(`[${[...lookAlikes.keys()].join('')}]`, 'g');
const blanks = /\s+/g;

/** Arabic phrases in one character each, of which plain letters would make eighteen and eight: work for whoever sends them by the thousand. */
const phrases = /[\ufdfa\ufdfb]/g;

/** A text without marks, and with other forms of letters (full-width, bold, ligatures) as the letters that they stand for. */
export const plainLetters = (text: string): string =>
  text
    .replace(phrases, ' ')
    .normalize('NFKD')
    .replace(/\p{Mn}/gu, '')
    .normalize('NFC');

/**
 * The form in which texts that read alike are the same: lower case, without invisible characters and marks, full-width and other letters
 * as those that they stand for or look like, one blank for several. To be compared with that of another text and never shown.
 */
export function skeleton(text: string): string {
  if (ascii.test(text)) return text.toLowerCase().replace(blanks, ' ');
  return plainLetters(text.replace(invisible, ''))
    .toLowerCase()
    .replace(likeLatin, (letter) => lookAlikes.get(letter) ?? letter)
    .replace(blanks, ' ');
}
