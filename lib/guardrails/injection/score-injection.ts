import { decodings } from './decodings.ts';
import { type FeatureName, featuresOf, type TextSource } from './features.ts';
import { type NormalText, normalise } from './normalise.ts';
import { bias, weights } from './weights.ts';

/** How likely a text is an attack, and what speaks for that. */
export interface InjectionScore {
  /** From 0 to 1. */
  readonly score: number;
  /** What was found in the piece of the text that scored highest. */
  readonly features: readonly FeatureName[];
}

/** Long texts are judged piece by piece, so that a sentence among thousands counts as much as one that stands alone. */
const pieceLength = 900;
const overlapLength = 150;

const scoreOf = (features: ReadonlySet<FeatureName>): number => {
  let sum = bias;
  for (const name of features) sum += weights[name];
  return 1 / (1 + Math.exp(-sum));
};

/** The features of one piece, with what it carries in disguise. */
export function pieceFeatures(raw: string, source: TextSource): Set<FeatureName> {
  const normal = normalise(raw);
  const features = featuresOf(normal, source);
  const hiddenTexts = decodings(raw, normal.text).map(({ text }) => text);
  if (normal.tagged !== '') hiddenTexts.push(normal.tagged);
  if (hiddenTexts.some((text) => isAttack(normalise(text), source))) features.add('decoded');
  return features;
}

/** Whether a decoded text would be an attack if it stood there openly; texts in texts in texts are not followed. */
function isAttack(normal: NormalText, source: TextSource): boolean {
  return scoreOf(featuresOf(normal, source)) >= 0.4;
}

/** Shorter paragraphs say too little alone. */
const paragraphMin = 40;
const blankLine = /\n[ \t\r]*\n/;

/**
 * The pieces of a text, and the paragraphs within each: what a document says around an order, of work or of security, must not
 * speak for the order. A short text of one paragraph is its own piece.
 */
export function* pieces(text: string): Generator<string> {
  const isShort = text.length <= pieceLength + overlapLength;
  for (let at = 0; at < text.length || at === 0; at += pieceLength) {
    const piece = isShort ? text : text.slice(at, at + pieceLength + overlapLength);
    yield piece;
    const paragraphs = piece.split(blankLine);
    if (paragraphs.length > 1) for (const paragraph of paragraphs) if (paragraph.length >= paragraphMin) yield paragraph;
    if (isShort) return;
  }
}

/** A made-up conversation is longer than a piece, so it is looked for in the whole. */
const wholeLengthMax = 20_000;

/** How likely a text is an injection or a jailbreak: the highest score of its pieces. Takes time in proportion to its length. */
export function scoreInjection(text: string, source: TextSource): InjectionScore {
  let best: InjectionScore = { score: 0, features: [] };
  for (const piece of pieces(text)) {
    const features = pieceFeatures(piece, source);
    const score = scoreOf(features);
    if (score > best.score) best = { score, features: [...features] };
  }
  if (text.length > pieceLength + overlapLength && text.length <= wholeLengthMax) {
    const features = featuresOf(normalise(text), source);
    if (features.has('many_shot')) {
      const score = scoreOf(new Set<FeatureName>([...best.features, 'many_shot']));
      if (score > best.score) best = { score, features: [...best.features, 'many_shot'] };
    }
  }
  return best;
}
