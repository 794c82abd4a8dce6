import { expect, test } from 'vitest';
import { missedGates } from './missed-gates.ts';

const measured = (coverage: number | null, success: number | null) => ({ coverage_percent: coverage, test_success_percent: success });

test('[ORG-4] a release passes gates that it reaches, and those that are not set', () => {
  expect(missedGates(null, measured(null, null))).toEqual([]);
  expect(missedGates(measured(null, null), measured(null, null))).toEqual([]);
  expect(missedGates(measured(80, 99.5), measured(80, 100))).toEqual([]);
});

test('[ORG-4] a release is held by each gate that it misses, and by what nobody measured', () => {
  expect(missedGates(measured(80, null), measured(79.9, null))).toEqual(['coverage must be at least 80 %, and it is 79.9 %']);
  expect(missedGates(measured(80, 99.5), measured(null, 99))).toEqual([
    'coverage must be at least 80 %, and nobody said what it is',
    'passed tests must be at least 99.5 %, and it is 99 %',
  ]);
  expect(missedGates(measured(0, null), measured(null, null))).toHaveLength(1);
});
