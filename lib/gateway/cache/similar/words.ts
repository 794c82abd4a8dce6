/** English words that carry grammar or politeness and no matter; leaving them out or putting them in changes no question. */
const empty = new Set(
  `a an the this that these those is are was were be been being am do does did doing done can could will would shall please
   kindly thanks thank hi hello hey i me my mine we us our you your it its he she they them their his her there here of for in at by
   and or as so just also really very quite actually currently exactly simply want wants need needs like tell give show explain
   help know understand let get got what which whats what's how hows way ways some any into about regarding concerning question
   have has had s t m re ve ll d to on with if then would should i'd i'm it's`
    .split(/\s+/)
    .filter((word) => word !== ''),
);

/** Words of a text in lower case, in their order: letters, digits and what holds them together. */
export function wordsOf(text: string): string[] {
  return (
    text
      .normalize('NFKC')
      .replaceAll('’', "'")
      .toLowerCase()
      .match(/[\p{L}\p{N}]+(?:[.,'_@:/-][\p{L}\p{N}]+)*/gu) ?? []
  );
}

/** Different forms of one English word as one: plurals, -ing and -ed. Rough, and the same for both sides of a comparison. */
export function stemOf(word: string): string {
  if (word.length <= 3 || /[^a-z]/.test(word)) return word;
  const singular = word.endsWith('ies') ? `${word.slice(0, -3)}y` : /[^su]s$/.test(word) ? word.slice(0, -1) : word;
  const base = singular.replace(/(?<=..[a-z])(?:ing|ed)$/, '');
  return base.length >= 3 ? base.replace(/([^aeiouls])\1$/, '$1').replace(/e$/, '') : singular;
}

/** The words that carry the matter of a text, as stems, in their order. */
export const contentStems = (text: string): string[] =>
  wordsOf(text)
    .filter((word) => !empty.has(word))
    .map(stemOf);
