export { createRateLimit } from './create-limit.ts';
export { listEffectiveLimits } from './effective-limits.ts';
export { getRateLimit, listRateLimits } from './list-limits.ts';
export { getRateLimitSettings, updateRateLimitSettings } from './settings.ts';
export { createRateTier, deleteRateTier, listRateTiers, updateRateTier } from './tiers.ts';
export { deleteRateLimit, updateRateLimit } from './update-limit.ts';
