'use server';
import { revalidatePath } from 'next/cache';
import { type PerformOptions, perform, submit } from '#lib/http/page-invocation.ts';
import {
  createRateLimit,
  createRateTier,
  deleteRateLimit,
  deleteRateTier,
  updateRateLimit,
  updateRateLimitSettings,
  updateRateTier,
} from '#lib/rate-limits/index.ts';

/** Server actions: thin adapters over the same commands that the API runs. */

export async function createRateLimitAction(values: Record<string, unknown>, options: PerformOptions) {
  return submit(createRateLimit, values, options);
}

export async function updateRateLimitAction(values: Record<string, unknown>, options: PerformOptions) {
  return submit(updateRateLimit, values, options);
}

export async function setRateLimitStatusAction(id: string, status: 'active' | 'paused') {
  const done = await perform(updateRateLimit, { rate_limit_id: id, status });
  revalidatePath('/rate-limits');
  return done;
}

export async function deleteRateLimitAction(id: string) {
  const done = await perform(deleteRateLimit, { rate_limit_id: id });
  revalidatePath('/rate-limits');
  return done;
}

export async function updateRateLimitSettingsAction(values: Record<string, unknown>, options: PerformOptions) {
  return submit(updateRateLimitSettings, values, options);
}

export async function createRateTierAction(values: Record<string, unknown>, options: PerformOptions) {
  return submit(createRateTier, values, options);
}

export async function updateRateTierAction(values: Record<string, unknown>, options: PerformOptions) {
  return submit(updateRateTier, values, options);
}

export async function deleteRateTierAction(id: string) {
  const done = await perform(deleteRateTier, { rate_tier_id: id });
  revalidatePath('/rate-limits');
  return done;
}
