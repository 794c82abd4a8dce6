import type { Strategy } from '../strategy.ts';
import { bestFirst, smallestOf } from './best-first.ts';

const nanoPerUsd = 1_000_000_000;

/** The member that is expected to cost least for a request of this size; what has no price comes last. */
export const leastCost: Strategy = {
  name: 'least_cost',
  label: 'Least cost',
  summary: 'The cheapest for the size of the request, by the prices in force',
  field: null,
  isFixed: false,
  comparesTargets: true,
  order: (members, { costNanoUsd }) => bestFirst(members, costNanoUsd, 'last'),
  because({ targets }, { costNanoUsd }) {
    const cost = smallestOf(targets, costNanoUsd);
    return cost === null ? 'no price is known' : `about $${(cost / nanoPerUsd).toFixed(6)}`;
  },
};
