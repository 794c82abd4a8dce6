import { contentStems, wordsOf } from './words.ts';

const listOf = (text: string): ReadonlySet<string> => new Set(text.split(/\s+/));

const numberWords = new Map(
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty'
    .split(' ')
    .map((word, value) => [word, String(value)]),
);

const negations = listOf('not no never without except excluding neither nor none nothing unless avoid instead cannot only hardly');

/**
 * Words whose opposite stands in the same places, so that vectors of whole texts hardly tell them apart. Of a pair whose other
 * word says little on its own ("on" and "off") one is enough.
 */
const contrasts = listOf(`before after over under above below more less fewer most least increase decrease raise lower rise fall maximum
  minimum max min highest lowest high low first last next previous buy sell off enable disable open close down left right true
  false best worst import export encrypt decrypt input output out from start stop begin end add remove include exclude
  north south east west old new oldest newest asc desc ascending descending income expense debit credit allow deny accept reject
  yesterday today tomorrow daily weekly monthly quarterly yearly annual monday tuesday wednesday thursday friday saturday sunday january
  february march april june july august september october november december hot cold fast slow fastest slowest earliest latest
  all each every always sometimes why when where who whose should must man woman men women male female`);

/** What a text stands on: change one of these and it asks something else, however alike the rest is. */
function anchorsOf(text: string): string[] {
  return wordsOf(text).flatMap((word) => {
    const number = numberWords.get(word) ?? (/\p{N}/u.test(word) ? word.replaceAll(',', '') : undefined);
    if (number !== undefined) return [number];
    if (/n't$/.test(word) || word === 'dont') return ['not'];
    return negations.has(word) || contrasts.has(word) || /[@_/:]/.test(word) ? [word] : [];
  });
}

/** Words that are written with a capital inside a sentence: names. In a text all of capitals none stands out. */
function namesOf(text: string): string[] {
  if (text === text.toUpperCase()) return [];
  // One space between words, so that looking back from a capital takes one step and not a run of them.
  const inside = text
    .normalize('NFKC')
    .replaceAll(/\s+/g, ' ')
    .matchAll(/(?<=[\p{L}\p{N},;:"'“”)] ["'“(]?)\p{Lu}[\p{L}\p{N}'’&.-]*/gu);
  return [...inside]
    .map(([name]) => name.toLowerCase().replace(/['’]s$|[.]$/u, ''))
    .filter((name) => name !== 'i' && !name.startsWith("i'"));
}

const quotedOf = (text: string): string[] => [...text.matchAll(/"([^"]*)"|“([^”]*)”|`([^`]*)`/gu)].map(([quoted]) => quoted.slice(1, -1));

const isEqual = (left: readonly string[], right: readonly string[]): boolean =>
  left.length === right.length && left.every((item, at) => item === right[at]);

/** In long texts one word weighs next to nothing in a vector, so none may differ. */
const longTextStems = 24;
/** Words that may be others in a short text: one exchange for a synonym, one left out. */
const differentStemsMax = 3;

/** Whether the words that both texts have come in the same order, and few enough are in one of them only. */
function haveAlikeWords(left: string, right: string): boolean {
  const [stemsOfLeft, stemsOfRight] = [contentStems(left), contentStems(right)];
  const [inLeft, inRight] = [new Set(stemsOfLeft), new Set(stemsOfRight)];
  const shared = stemsOfLeft.filter((stem) => inRight.has(stem));
  const isInOrder = isEqual(
    shared,
    stemsOfRight.filter((stem) => inLeft.has(stem)),
  );
  const isLong = Math.max(inLeft.size, inRight.size) > longTextStems;
  const inOne = [...inLeft].filter((stem) => !inRight.has(stem)).length + [...inRight].filter((stem) => !inLeft.has(stem)).length;
  return isInOrder && inOne <= (isLong ? 0 : differentStemsMax);
}

/**
 * Whether two requests can mean the same at all. Vectors blur what a request stands on; here numbers, negations, opposites,
 * question words, names, quotations, addresses and code have to be the same in the same order, and only few words others.
 * Both texts should be in English; in other languages opposites are known only as far as words differ.
 */
export function mayMeanTheSame(left: string, right: string): boolean {
  if (!isEqual(anchorsOf(left), anchorsOf(right)) || !isEqual(quotedOf(left), quotedOf(right))) return false;
  const [wordsOfLeft, wordsOfRight] = [new Set(wordsOf(left)), new Set(wordsOf(right))];
  if (!namesOf(left).every((name) => wordsOfRight.has(name)) || !namesOf(right).every((name) => wordsOfLeft.has(name))) return false;
  return haveAlikeWords(left, right);
}
