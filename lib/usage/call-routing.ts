import { z } from 'zod';
import { attemptFaults, routingReasons } from '#lib/contracts/attempt-faults.ts';
import type { NanoUsd } from '#lib/core/money.ts';
import type { CallRouting } from './usage-event.ts';

/** How a call came to its target, as the journal and the database keep it. */
export const callRouting: z.ZodType<CallRouting> = z.object({
  version: z.number().optional(),
  via: z.string().optional(),
  reasons: z.array(z.enum(routingReasons)).optional(),
  failed: z
    .array(
      z.object({
        ...{ connectionId: z.uuid(), provider: z.string(), model: z.string(), fault: z.enum(attemptFaults) },
        ...{ errorCode: z.string().nullable(), httpStatus: z.number().nullable(), durationMs: z.number().nullable() },
        bookedNanoUsd: z.number().int().positive().optional(),
      }),
    )
    .optional(),
});

/** The part of a call's cost that attempts without an answer stand for; what its usage costs is the rest. */
export const bookedOf = (routing: CallRouting | null | undefined): NanoUsd =>
  (routing?.failed ?? []).reduce((sum, { bookedNanoUsd }) => sum + BigInt(bookedNanoUsd ?? 0), 0n);
