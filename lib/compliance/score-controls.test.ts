import { describe, expect, it } from 'vitest';
import { judgeControl } from './judge-control.ts';
import { wrapText } from './reports/wrap-text.ts';
import type { ControlStatus } from './run-check.ts';
import { scoreControls } from './score-controls.ts';

const controls = (...pairs: readonly (readonly [ControlStatus, number])[]) => pairs.map(([status, weight]) => ({ status, weight }));

describe('[CMP-2] scores', () => {
  it('weigh what was decided, and say beside it how much that is', () => {
    const scored = scoreControls(controls(['pass', 8], ['fail', 4], ['needs_human', 12], ['not_applicable', 8]));
    expect(scored).toEqual({ score: 66, evidenced: 50, passed: 1, failed: 1, needs_human: 1, not_applicable: 1 });
  });

  it('are 100 only where everything decided passed, and nothing where nothing was decided', () => {
    expect(scoreControls(controls(['pass', 1000], ['fail', 1])).score).toBe(99);
    expect(scoreControls(controls(['needs_human', 2]))).toMatchObject({ score: null, evidenced: 0 });
    expect(scoreControls([])).toMatchObject({ score: null, evidenced: 100 });
  });
});

describe('[CMP-1] a control', () => {
  const judge = (statuses: readonly ControlStatus[], human: string | null, isAttested: boolean) =>
    judgeControl({ checks: statuses.map(String), human }, (name) => statuses.find((status) => status === name) ?? 'pass', isAttested);

  it.each([
    [['pass', 'fail'], 'why', true, 'fail'],
    [['pass', 'needs_human'], null, true, 'needs_human'],
    [['not_applicable'], 'why', false, 'not_applicable'],
    [['pass', 'not_applicable'], null, false, 'pass'],
    [['pass'], 'why', false, 'needs_human'],
    [['pass'], 'why', true, 'pass'],
    [[], 'why', false, 'needs_human'],
    [[], 'why', true, 'pass'],
  ] as const)('with checks %j, a person asked for: %s, attested: %s, is %s', (statuses, human, isAttested, status) => {
    expect(judge(statuses, human, isAttested)).toBe(status);
  });
});

describe('lines of a report', () => {
  it('break between words, and hold what is too long alone', () => {
    expect(wrapText('one two  three incomprehensible', 8)).toEqual(['one two', 'three', 'incomprehensible']);
    expect(wrapText('', 8)).toEqual([]);
  });
});
