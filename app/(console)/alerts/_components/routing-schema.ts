import { z } from 'zod';

const channelIds = z.array(z.string()).max(20);

const escalation = z
  .strictObject({ after_minutes: z.number(), channel_ids: channelIds })
  .refine(({ after_minutes: after }) => after >= 1 && after <= 10_080, { error: 'It comes after 1 to 10,080 minutes, which are a week.' })
  .refine(({ channel_ids: ids }) => ids.length > 0, { error: 'It tells at least one channel.' });

/** Routing as a form has it; each row says as a whole what it lacks. */
export const routingSchema = z
  .strictObject({
    all: channelIds.optional(),
    critical: channelIds.optional(),
    escalations: z
      .array(escalation)
      .max(5)
      .refine((steps) => steps.every((step, at) => at === 0 || step.after_minutes > (steps[at - 1]?.after_minutes ?? 0)), {
        error: 'Each escalation comes later than the one before.',
      })
      .optional(),
  })
  .optional();
