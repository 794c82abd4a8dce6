import { z } from 'zod';
import type { FileWork } from './object-store.ts';

const storedWork = z.object({
  protocol: z.string(),
  url: z.string(),
  model: z.string(),
  lines: z.number(),
  boundNanoUsd: z.string().regex(/^\d+$/),
  isPriced: z.boolean(),
});

/** What the column says of a file of requests; null where there is nothing, throws for what was not written by us. */
export const readWork = (value: unknown): FileWork | null => (value === null ? null : storedWork.parse(value));
