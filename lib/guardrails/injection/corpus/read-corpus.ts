import { readFileSync } from 'node:fs';
import type { TextSource } from '../features.ts';
import { disguises } from './disguises.ts';

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

/**
 * Half of the corpus: `train`, on which weights and threshold are found, or `test`, on which they are judged. The halves share
 * no text; what is disguised in one half stems from that half.
 */
export function readCorpus(half: 'train' | 'test'): CorpusText[] {
  const attacks = readTexts(`attacks-${half}.txt`, true);
  const benign = readTexts(`benign-${half}.txt`, false);
  return [...attacks, ...disguised(attacks), ...benign, ...disguised(benign), ...readParagraphs(`guides-${half}.txt`)];
}
