import type { Roi, RoiInputs } from '#lib/contracts/value.ts';

/** What is measured in a range. */
export interface RoiMeasured {
  readonly spendNanoUsd: bigint;
  readonly users: number;
  /** Length of the range in months of 30 days. */
  readonly months: number;
}

/** How the figures come about, as they are shown with them. */
export const roiFormula = [
  'Time = people × hours saved a month × hourly rate × months.',
  'Review = reviews a month × minutes saved ÷ 60 × hourly rate × months.',
  'Cycle = days saved a month × value of a day × months.',
  'Quality = defects avoided a month × cost of a defect × months.',
  'Cost = spend on calls in the range + other cost a month × months.',
  'Net benefit = savings − cost. Return = net benefit ÷ cost. Payback = one-time cost ÷ net benefit a month.',
] as const;

const minutesPerHour = 60;
const rounded = (value: number, digits: number): number => Math.round(value * 10 ** digits) / 10 ** digits;

/** Amounts are given in dollars with fractions of hours and months, so they are computed as numbers and rounded to the nano-dollar. */
const times = (nano: bigint, factor: number): bigint => BigInt(Math.round(Number(nano) * factor));

/** The return by the organization's inputs; see `roiFormula`. */
export function computeRoi(inputs: RoiInputs, { spendNanoUsd, users: counted, months }: RoiMeasured): NonNullable<Roi['result']> {
  const users = inputs.users ?? counted;
  const time = times(inputs.hourly_rate_usd, users * inputs.hours_saved_per_user * months);
  const review = times(inputs.hourly_rate_usd, (inputs.reviews * inputs.minutes_saved_per_review * months) / minutesPerHour);
  const cycle = times(inputs.value_of_a_day_usd, inputs.cycle_days_saved * months);
  const quality = times(inputs.cost_of_a_defect_usd, inputs.defects_avoided * months);
  const total = time + review + cycle + quality;
  const cost = spendNanoUsd + times(inputs.other_cost_per_month_usd, months);
  const net = total - cost;
  return {
    savings: { time_usd: time, review_usd: review, cycle_usd: cycle, quality_usd: quality, total_usd: total },
    cost_usd: cost,
    net_benefit_usd: net,
    roi_percent: cost === 0n ? null : rounded((100 * Number(net)) / Number(cost), 1),
    payback_months: net <= 0n || months === 0 ? null : rounded(Number(inputs.one_time_cost_usd) / (Number(net) / months), 1),
  };
}
