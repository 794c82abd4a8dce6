import { z } from 'zod';

/** What a channel is told, in words and in data; each kind of channel makes of it what its receiver takes. */
export const NotificationMessage = z.strictObject({
  /** Event such as `alert.opened`. */
  event: z.string(),
  /** RFC 3339. */
  at: z.string(),
  title: z.string(),
  summary: z.string(),
  severity: z.enum(['info', 'warning', 'critical']),
  /** Whether what it tells of is over: pagers close what they opened. */
  phase: z.enum(['open', 'acknowledged', 'over']),
  /** The same for all messages about the same thing. */
  subject: z.string(),
  facts: z.array(z.tuple([z.string(), z.string()])),
  /** Page of the console, from its slash on. */
  path: z.string(),
  /** What programs are told: ids and figures in wire form. */
  data: z.record(z.string(), z.unknown()),
});
export type NotificationMessage = z.output<typeof NotificationMessage>;
