import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Files that run for minutes, the longest first. */
const long = [
  'gateway/proof/budgets.test.ts',
  'gateway/fault-matrix.test.ts',
  'api/walk.test.ts',
  'gateway/proof/crash.test.ts',
  'journal/processes.test.ts',
  'api/self-escalation.test.ts',
  'gateway/proof/outage.test.ts',
];

const rankOf = ({ moduleId }: TestSpecification): number => {
  const rank = long.findIndex((path) => moduleId.endsWith(`/tests/${path}`));
  return rank === -1 ? long.length : rank;
};

/**
 * Begins with the files that take longest, or one worker would still be busy with them when the others have nothing left.
 * Vitest does so by what it remembers of the last run; a fresh clone remembers nothing, and the size of a file tells little.
 */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    return sorted.toSorted((a, b) => a.project.name.localeCompare(b.project.name) || rankOf(a) - rankOf(b));
  }
}
