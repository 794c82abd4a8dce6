import { quickStages } from './test/quick-stages.ts';
import { printSummary, runStages } from './test/stage.ts';

/** `npm run check`: what can be checked without a database or a build, in seconds. */
process.exitCode = printSummary(await runStages(quickStages));
