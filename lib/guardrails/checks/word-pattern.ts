import { normalise } from '../injection/normalise.ts';

const special = /[.*+?^${}()|[\]\\/]/g;
/** Scripts that put no space between words, where a word may begin anywhere. */
const unspaced = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}]/u;

function source(term: string): string {
  const { text } = normalise(term.trim());
  const isPrefix = text.endsWith('*');
  const words = (isPrefix ? text.slice(0, -1) : text).replace(special, '\\$&').replace(/ +/g, '\\s{1,8}');
  if (unspaced.test(text)) return words;
  return `(?<![\\p{L}\\p{N}])${words}${isPrefix ? '[\\p{L}\\p{N}]{0,40}' : ''}(?![\\p{L}\\p{N}])`;
}

/**
 * One expression that finds any of these words and phrases in a normalised text, as whole words; null where there are none. Made
 * of literals only, so that it takes time in proportion to the text.
 */
export function wordPattern(terms: readonly string[]): RegExp | null {
  const sources = terms.map(source).filter((one) => one !== '');
  return sources.length === 0 ? null : new RegExp(sources.join('|'), 'gu');
}
