import type { StrategyName } from '#lib/contracts/route-names.ts';
import type { Strategy } from '../strategy.ts';
import { dataClass } from './data-class.ts';
import { fallback } from './fallback.ts';
import { leastBusy } from './least-busy.ts';
import { leastCost } from './least-cost.ts';
import { lowestLatency } from './lowest-latency.ts';
import { residency } from './residency.ts';
import { sticky } from './sticky.ts';
import { task } from './task.ts';
import { timeWindow } from './time-window.ts';
import { weighted } from './weighted.ts';

/** Every strategy by its name, as definitions store it. */
export const strategies: Readonly<Record<StrategyName, Strategy>> = {
  fallback,
  weighted,
  least_cost: leastCost,
  lowest_latency: lowestLatency,
  least_busy: leastBusy,
  task,
  time_window: timeWindow,
  data_class: dataClass,
  residency,
  sticky,
};
