import type { ProjectProfile } from '#lib/contracts/project-resource.ts';
import type { Release } from '#lib/contracts/releases.ts';

const gates = [
  ['coverage_percent', 'coverage'],
  ['test_success_percent', 'passed tests'],
] as const;

/** What a release lacks of what its project asks for, each in words; empty where it may go out. */
export function missedGates(
  asked: ProjectProfile['quality_gates'],
  measured: Pick<Release, 'coverage_percent' | 'test_success_percent'>,
): readonly string[] {
  return gates.flatMap(([field, word]) => {
    const [least, has] = [asked?.[field] ?? null, measured[field]];
    if (least === null || (has !== null && has >= least)) return [];
    return [`${word} must be at least ${least} %, and ${has === null ? 'nobody said what it is' : `it is ${has} %`}`];
  });
}
