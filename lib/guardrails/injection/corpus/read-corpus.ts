import { readFileSync } from 'node:fs';
import type { TextSource } from '../features.ts';
import { disguises, veils } from './disguises.ts';

/** One text of the corpus, with what a reader of it would say. */
export interface CorpusText {
  readonly text: string;
  readonly isAttack: boolean;
  readonly source: TextSource;
  /** The section it stands in, such as `reveal`. */
  readonly family: string;
}

/** Families whose texts come from tools and documents and not from a person. */
const fromTools = new Set(['indirect', 'tool']);
/** Of so many texts one is told in disguise as well. */
const disguisedEvery = 3;

function readTexts(file: string, isAttack: boolean): CorpusText[] {
  let family = '';
  const texts: CorpusText[] = [];
  for (const line of readFileSync(new URL(file, import.meta.url), 'utf8').split('\n')) {
    if (line.startsWith('# ')) family = line.slice(2);
    else if (line !== '')
      texts.push({ text: line.replaceAll('\\n', '\n'), isAttack, family, source: fromTools.has(family) ? 'tool' : 'user' });
  }
  return texts;
}

/** Texts that carry another one in disguise: attacks, and harmless ones, because an encoding alone is no attack. */
function disguised(texts: readonly CorpusText[]): CorpusText[] {
  const open = texts.filter(({ family }) => family === 'override' || family === 'reveal' || family === 'work');
  return open.flatMap((one, index) => {
    if (index % disguisedEvery !== 0) return [];
    return disguises.map(({ name, apply }) => ({ ...one, text: apply(one.text), family: `disguised: ${name}` }));
  });
}

/** Paragraphs of guides and notes about this very product, which speak of prompts, rules, keys and refusals all the time. */
function readParagraphs(file: string): CorpusText[] {
  const texts = readFileSync(new URL(file, import.meta.url), 'utf8')
    .split('\n')
    .filter((line) => line !== '');
  return texts.map((text) => ({ text, isAttack: false, family: 'guides', source: 'tool' }));
}

/** Every eighth text of these families stands within a long document, too: an order among paragraphs of other things. */
const buriedEvery = 8;
const buriedIn = 6;

/** Long documents in which one line is another's: an attack, or a harmless one. */
function buried(texts: readonly CorpusText[], paragraphs: readonly string[]): CorpusText[] {
  const chosen = texts.filter((_, index) => index % buriedEvery === 0);
  return chosen.map((one, index) => {
    const around = Array.from({ length: buriedIn * 2 }, (_, at) => paragraphs[(index * buriedIn * 2 + at) % paragraphs.length] ?? '');
    around.splice(buriedIn, 0, one.text);
    return { ...one, text: around.join('\n\n'), source: 'tool', family: `buried: ${one.isAttack ? 'attack' : 'harmless'}` };
  });
}

/** Texts in a disguise that the other corpus does not have. */
function veiled(texts: readonly CorpusText[]): CorpusText[] {
  const plain = texts.filter(({ family }) => ['plain', 'extraction', 'ordinary', 'mail'].includes(family));
  return plain.flatMap((one, index) => {
    const veil = veils[index % veils.length];
    return veil === undefined ? [] : [{ ...one, text: veil.apply(one.text), family: `veiled: ${veil.name}` }];
  });
}

/**
 * A second corpus in another style, which nothing was fitted to: no weight, no threshold and no pattern was found by looking at
 * its sentences. Its figures are what a text from outside can expect.
 */
export function readHeldOut(): CorpusText[] {
  const attacks = readTexts('attacks-held.txt', true);
  const benign = readTexts('benign-held.txt', false);
  const paragraphs = readParagraphs('guides-test.txt').map(({ text }) => text);
  const texts = [...attacks, ...benign];
  return [...texts, ...buried(attacks, paragraphs), ...buried(benign, paragraphs), ...veiled(attacks), ...veiled(benign)];
}

/**
 * Half of the corpus: `train`, on which weights and threshold are found, or `test`, on which they are judged. The halves share
 * no text; what is disguised in one half stems from that half.
 */
export function readCorpus(half: 'train' | 'test'): CorpusText[] {
  const attacks = readTexts(`attacks-${half}.txt`, true);
  const benign = readTexts(`benign-${half}.txt`, false);
  return [...attacks, ...disguised(attacks), ...benign, ...disguised(benign), ...readParagraphs(`guides-${half}.txt`)];
}
