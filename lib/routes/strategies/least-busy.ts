import type { Strategy } from '../strategy.ts';
import { bestFirst, smallestOf } from './best-first.ts';

/** The member whose least busy target is working on the fewest calls; of equals the one listed first. */
export const leastBusy: Strategy = {
  name: 'least_busy',
  label: 'Least busy',
  summary: 'The one with the fewest running calls',
  field: null,
  isFixed: false,
  comparesTargets: true,
  order: (members, { running }) => bestFirst(members, running, 'last'),
  because: ({ targets }, { running }) => `${smallestOf(targets, running) ?? 0} running`,
};
