import type { Overview } from '#lib/contracts/analytics.ts';
import type { TimeRange } from './time-range.ts';

/** A range as answers say how it was understood. */
export function rangeShown({ current, previous, timeZone, bucket, isOpen }: TimeRange): Pick<Overview, 'range' | 'previous_range'> {
  return {
    range: { from: new Date(current.fromMs), to: new Date(current.toMs), time_zone: timeZone, bucket, is_open: isOpen },
    previous_range: previous === null ? null : { from: new Date(previous.fromMs), to: new Date(previous.toMs) },
  };
}
