import type { z } from 'zod';
import type { Tone } from '#components/ui/badge.tsx';
import type { Rerate } from '#lib/contracts/rerates.ts';

export type RerateRow = z.input<typeof Rerate>;

/** What each state of a re-rating is called. */
export const rerateWords: Readonly<Record<RerateRow['state'], readonly [string, Tone]>> = {
  previewing: ['Computing', 'info'],
  previewed: ['To start', 'warning'],
  running: ['Booking', 'info'],
  done: ['Booked', 'success'],
  cancelled: ['Cancelled', 'neutral'],
  failed: ['Failed', 'danger'],
};
