'use server';
import { revalidatePath } from 'next/cache';
import {
  archiveAllocation,
  archiveCostCenter,
  createAllocation,
  createCostCenter,
  restoreCostCenter,
  updateCostCenter,
} from '#lib/cost-centers/index.ts';
import { type PerformOptions, perform, submit } from '#lib/http/page-invocation.ts';

/** Server actions: thin adapters over the same commands that the API runs. */

export async function createCostCenterAction(values: Record<string, unknown>, options: PerformOptions) {
  return submit(createCostCenter, values, options);
}

export async function updateCostCenterAction(values: Record<string, unknown>, options: PerformOptions) {
  return submit(updateCostCenter, values, options);
}

export async function archiveCostCenterAction(costCenterId: string) {
  const done = await perform(archiveCostCenter, { cost_center_id: costCenterId });
  revalidatePath('/cost-centers');
  return done;
}

export async function restoreCostCenterAction(costCenterId: string) {
  const done = await perform(restoreCostCenter, { cost_center_id: costCenterId });
  revalidatePath('/cost-centers');
  return done;
}

export async function createAllocationAction(values: Record<string, unknown>, options: PerformOptions) {
  return submit(createAllocation, values, options);
}

export async function archiveAllocationAction(allocationId: string) {
  const done = await perform(archiveAllocation, { allocation_id: allocationId });
  revalidatePath('/cost-centers');
  return done;
}
