'use server';
import { revalidatePath } from 'next/cache';
import { type PerformOptions, submit } from '#lib/http/page-invocation.ts';
import { askSupport, createPlatformTenant, resumeTenant, sellPlan, setPlatformTargets, suspendTenant } from '#lib/platform/index.ts';

/** Server actions: thin adapters over the same commands that the API runs. */

export async function createTenantAction(values: Record<string, unknown>, options: PerformOptions) {
  return submit(createPlatformTenant, values, options);
}

export async function suspendTenantAction(values: Record<string, unknown>, options: PerformOptions) {
  const done = await submit(suspendTenant, values, options);
  revalidatePath('/operator', 'layout');
  return done;
}

export async function resumeTenantAction(values: Record<string, unknown>, options: PerformOptions) {
  const done = await submit(resumeTenant, values, options);
  revalidatePath('/operator', 'layout');
  return done;
}

export async function sellPlanAction(values: Record<string, unknown>, options: PerformOptions) {
  const done = await submit(sellPlan, values, options);
  revalidatePath('/operator', 'layout');
  return done;
}

export async function askSupportAction(values: Record<string, unknown>, options: PerformOptions) {
  const done = await submit(askSupport, values, options);
  revalidatePath('/operator', 'layout');
  return done;
}

export async function setTargetsAction(values: Record<string, unknown>, options: PerformOptions) {
  const done = await submit(setPlatformTargets, values, options);
  revalidatePath('/operator');
  return done;
}
