import { describe, expect, it } from 'vitest';
import { RoiInputs } from '#lib/contracts/value.ts';
import { computeRoi } from './compute-roi.ts';

const dollars = (amount: number): bigint => BigInt(amount) * 1_000_000_000n;
const inputs = RoiInputs.parse({
  ...{ hourly_rate_usd: '80', hours_saved_per_user: 4, reviews: 300, minutes_saved_per_review: 10, cycle_days_saved: 2 },
  ...{
    value_of_a_day_usd: '500',
    defects_avoided: 3,
    cost_of_a_defect_usd: '1000',
    other_cost_per_month_usd: '1000',
    one_time_cost_usd: '20000',
  },
});

describe('[ANA-5] the return on investment', () => {
  it('is savings of four kinds less cost, by the formula on the page', () => {
    const roi = computeRoi(inputs, { spendNanoUsd: dollars(5000), users: 50, months: 2 });
    expect(roi.savings).toEqual({
      ...{ time_usd: dollars(32_000), review_usd: dollars(8000), cycle_usd: dollars(2000), quality_usd: dollars(6000) },
      total_usd: dollars(48_000),
    });
    expect([roi.cost_usd, roi.net_benefit_usd]).toEqual([dollars(7000), dollars(41_000)]);
    expect([roi.roi_percent, roi.payback_months]).toEqual([585.7, 1]);
  });

  it('takes the people that the organization names before those who made calls', () => {
    expect(computeRoi({ ...inputs, users: 10 }, { spendNanoUsd: 0n, users: 50, months: 1 }).savings.time_usd).toBe(dollars(3200));
  });

  it('promises nothing: without inputs there are no savings, and what never pays has no payback', () => {
    const nothing = computeRoi(RoiInputs.parse({}), { spendNanoUsd: dollars(10), users: 50, months: 1 });
    expect(nothing).toMatchObject({ net_benefit_usd: -dollars(10), roi_percent: -100, payback_months: null });
    expect(computeRoi(RoiInputs.parse({}), { spendNanoUsd: 0n, users: 0, months: 1 }).roi_percent).toBeNull();
  });
});
