import { z } from 'zod';

const dollars = z.string().optional();
const share = z.number().min(0).max(1).optional();

/** The form of targets: one field a metric, in the form's own units. */
export const kpiFormSchema = z.strictObject({
  monthly_spend_usd: dollars,
  cost_per_request_usd: dollars,
  latency_p95_ms: z.number().min(0).optional(),
  success_rate: share,
  adoption_rate: share,
  satisfaction_rate: share,
});
