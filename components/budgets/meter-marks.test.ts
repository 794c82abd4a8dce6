import { expect, it } from 'vitest';
import { meterMarks } from './meter-marks.ts';

const base = { limit: 100n, spent: 50n, reserved: 10n, expected: null, thresholds: [80, 100, 120] };

it('ends the track at the limit while all is below it', () => {
  expect(meterMarks({ ...base, expected: 90n })).toMatchObject({
    limitAt: 1,
    spentTo: 0.5,
    reservedTo: 0.6,
    expectedAt: 0.9,
    ticksAt: [0.8],
  });
});

it('goes on past the limit as far as spend or forecast does, but no further than half the limit', () => {
  expect(meterMarks({ ...base, expected: 125n })).toMatchObject({ limitAt: 0.8, spentTo: 0.4, expectedAt: 1 });
  const far = meterMarks({ ...base, spent: 1000n, expected: 4000n });
  expect(far).toMatchObject({ spentTo: 1, expectedAt: 1, spentShare: 10, expectedShare: 40 });
  expect(far.limitAt).toBeCloseTo(2 / 3);
});

it('shows a limit of nothing as passed by anything', () => {
  expect(meterMarks({ ...base, limit: 0n })).toMatchObject({ spentTo: 1, spentShare: 1.5 });
  expect(meterMarks({ ...base, limit: 0n, spent: 0n, reserved: 0n })).toMatchObject({ spentTo: 0, limitAt: 1 });
});
