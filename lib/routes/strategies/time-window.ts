import { isWithin } from '#lib/time-windows/is-within.ts';
import type { Strategy } from '../strategy.ts';
import { matchingFirst } from './matching-first.ts';

/** By the time of day and the day of the week, in a zone of the window's own. */
export const timeWindow: Strategy = {
  name: 'time_window',
  label: 'Time window',
  summary: 'By the time of day and the day of the week',
  field: 'window',
  isFixed: false,
  comparesTargets: false,
  order: (members, { nowMs }) => matchingFirst(members, ({ window }) => (window === null ? null : isWithin(window, nowMs))),
  because: ({ window }) =>
    window === null ? 'for every other time' : `${window.days.join(' ')} ${window.from}–${window.to} in ${window.time_zone}`,
};
