import type { Strategy } from '../strategy.ts';

/** Each member is asked when the one before it has failed. */
export const fallback: Strategy = {
  name: 'fallback',
  label: 'Fallback',
  summary: 'In this order: the next is asked when the one before it fails',
  field: null,
  isFixed: true,
  comparesTargets: false,
  order: (members) => members,
  because: () => 'its place in the list',
};
