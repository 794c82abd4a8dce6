import { noTelemetry } from '#lib/front/console-child.ts';
import { asOne, runProgram, type Stage } from './stage.ts';
import { runVitest } from './test-runs.ts';

/** What needs neither a database nor a build; `npm run check` runs these alone. */
export const quickStages: readonly Stage[] = [
  {
    name: 'types',
    title: 'Types (TypeScript)',
    async run() {
      // A fresh clone lacks the declarations that Next generates for routes, styles and pictures.
      const generated = await runProgram('next', ['typegen'], { ...process.env, ...noTelemetry });
      return asOne(generated === 0 ? await runProgram('tsc', ['--noEmit', '-p', '.']) : generated);
    },
  },
  {
    name: 'lint',
    title: 'Lint and format (Biome)',
    run: async () =>
      asOne(await runProgram('biome', ['ci', '--error-on-warnings', `--colors=${process.stdout.isTTY ? 'force' : 'off'}`, '.'])),
  },
  {
    name: 'unused',
    title: 'Unused files, exports and packages (knip)',
    run: async () => asOne(await runProgram('knip', ['--no-progress'])),
  },
  { name: 'unit', title: 'Architecture rules and unit tests', run: () => runVitest(['unit']) },
];
