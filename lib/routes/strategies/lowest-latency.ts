import type { Strategy } from '../strategy.ts';
import { bestFirst, smallestOf } from './best-first.ts';

/** The member that answers soonest of late; one that was never measured is tried first. */
export const lowestLatency: Strategy = {
  name: 'lowest_latency',
  label: 'Lowest latency',
  summary: 'The fastest of late, by its peak-sensitive average and the calls it is working on',
  field: null,
  isFixed: false,
  comparesTargets: true,
  order: (members, { latencyMs }) => bestFirst(members, latencyMs, 'first'),
  because({ targets }, { latencyMs }) {
    const latency = smallestOf(targets, latencyMs);
    return latency === null ? 'not measured yet, so it is tried' : `about ${Math.round(latency)} ms of late`;
  },
};
