import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { runFocusRules } from './test/focus-export.ts';
import { runForecastTrials } from './test/forecast-trials.ts';
import { runMerkleVectors } from './test/merkle-vectors.ts';
import { runNab } from './test/nab/run-nab.ts';
import { printSummary, root, runStages, type Stage } from './test/stage.ts';

/**
 * `npm run conformance`: public test data that others publish and trust, read from `../shared/conformance` (or
 * CONFORMANCE_DATA) and never copied here. Where the data is not there, it says so and passes: `npm test` does not need it.
 */
const data = resolve(root, process.env.CONFORMANCE_DATA || '../shared/conformance');
const merkle = join(data, 'merkle/testdata');

const stages: readonly Stage[] = [
  {
    name: 'inclusion',
    title: 'RFC 6962 inclusion proofs (transparency-dev/merkle)',
    run: async () => runMerkleVectors(merkle, 'inclusion'),
  },
  {
    name: 'consistency',
    title: 'RFC 6962 consistency proofs (transparency-dev/merkle)',
    run: async () => runMerkleVectors(merkle, 'consistency'),
  },
  {
    name: 'subtree-inclusion',
    title: 'Inclusion proofs in subtrees (transparency-dev/merkle)',
    run: async () => runMerkleVectors(merkle, 'subtreeinclusion'),
  },
  {
    name: 'subtree-consistency',
    title: 'Consistency proofs of subtrees (transparency-dev/merkle)',
    run: async () => runMerkleVectors(merkle, 'subtreeconsistency'),
  },
  {
    name: 'focus',
    title: 'FOCUS 1.2, the rules of its own validator over the cost export (finopsfoundation/focus_validator)',
    run: () => runFocusRules(join(data, 'focus/model-1.2.json')),
  },
  {
    name: 'anomalies',
    title: 'Anomalies in labelled series, standard profile (numenta/NAB)',
    run: async () => runNab(join(data, 'nab')),
  },
  {
    name: 'forecasts',
    title: 'Forecasts of held-out ends of measured series (data of numenta/NAB)',
    run: async () => runForecastTrials(join(data, 'nab')),
  },
];

if (existsSync(data)) {
  process.exitCode = printSummary(await runStages(stages));
} else {
  process.stdout.write(
    `There is no public test data in ${data}, so nothing ran. Set CONFORMANCE_DATA to where it is.\n0 passed, 0 failed\n`,
  );
}
