import type { CorpusText } from './corpus/read-corpus.ts';
import { scoreInjection } from './score-injection.ts';

/** How a threshold does on a corpus. */
export interface Figures {
  readonly attacks: number;
  readonly harmless: number;
  /** Of what was called an attack, how much is one. */
  readonly precision: number;
  /** Of the attacks, how many were called so. */
  readonly recall: number;
  /** Of the harmless texts, how many were called attacks. */
  readonly falseAlarms: number;
}

/** A text of the corpus with its score. */
export interface ScoredText extends CorpusText {
  readonly score: number;
  readonly features: readonly string[];
}

export const scoreCorpus = (texts: readonly CorpusText[]): ScoredText[] =>
  texts.map((one) => ({ ...one, ...scoreInjection(one.text, one.source) }));

/** The figures of a threshold: from it on a score is an attack. */
export function figuresAt(scored: readonly ScoredText[], threshold: number): Figures {
  const attacks = scored.filter(({ isAttack }) => isAttack);
  const caught = attacks.filter(({ score }) => score >= threshold).length;
  const harmless = scored.length - attacks.length;
  const wrong = scored.filter(({ isAttack, score }) => !isAttack && score >= threshold).length;
  return {
    attacks: attacks.length,
    harmless,
    precision: caught + wrong === 0 ? 1 : caught / (caught + wrong),
    recall: attacks.length === 0 ? 1 : caught / attacks.length,
    falseAlarms: harmless === 0 ? 0 : wrong / harmless,
  };
}
