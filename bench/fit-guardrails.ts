import { writeFileSync } from 'node:fs';
import { readCorpus } from '#lib/guardrails/injection/corpus/read-corpus.ts';
import { type FeatureName, featureNames } from '#lib/guardrails/injection/features.ts';
import { pieceFeatures } from '#lib/guardrails/injection/score-injection.ts';

/**
 * Finds the weights of the injection scorer on the training half of its corpus and writes them to `weights.ts`: logistic
 * regression by gradient descent with a penalty on large weights, so that a feature that is rare in the corpus stays modest.
 * The test half is never read here. Run it after a change of the features: `node bench/fit-guardrails.ts`.
 */

const rounds = 6_000;
const rate = 0.5;
const penalty = 0.0008;
/** What speaks for an attack may weigh nothing, and never against; of the last ones the other way round. */
const against: ReadonlySet<FeatureName> = new Set(['about_attacks', 'quoted', 'asks_how', 'task_on_text', 'code', 'about_work']);

const rows = readCorpus('train').map(({ text, source, isAttack }) => {
  const features = pieceFeatures(text, source);
  return { active: featureNames.flatMap((name, index) => (features.has(name) ? [index] : [])), label: isAttack ? 1 : 0 };
});

const weights = new Float64Array(featureNames.length);
let bias = -3;
for (let round = 0; round < rounds; round += 1) {
  const slope = new Float64Array(weights.length);
  let biasSlope = 0;
  for (const { active, label } of rows) {
    let sum = bias;
    for (const index of active) sum += weights[index] ?? 0;
    const error = 1 / (1 + Math.exp(-sum)) - label;
    biasSlope += error;
    for (const index of active) slope[index] = (slope[index] ?? 0) + error;
  }
  bias -= (rate * biasSlope) / rows.length;
  for (const [index, name] of featureNames.entries()) {
    const moved = (weights[index] ?? 0) - rate * ((slope[index] ?? 0) / rows.length + penalty * (weights[index] ?? 0));
    weights[index] = against.has(name) ? Math.min(0, moved) : Math.max(0, moved);
  }
}

const lines = featureNames.map((name, index) => `  ${name}: ${(weights[index] ?? 0).toFixed(2)},`);
writeFileSync(
  new URL('../lib/guardrails/injection/weights.ts', import.meta.url),
  `import type { FeatureName } from './features.ts';

/** Weights of the logistic scorer, in natural log-odds, as \`node bench/fit-guardrails.ts\` finds them on the training half of the corpus. */
export const bias = ${bias.toFixed(2)};
export const weights: Readonly<Record<FeatureName, number>> = {
${lines.join('\n')}
};
`,
);
console.log(`${rows.length} texts, bias ${bias.toFixed(2)}\n${lines.join('\n')}`);
