'use server';
import { revalidatePath } from 'next/cache';
import { type PerformOptions, perform, submit } from '#lib/http/page-invocation.ts';
import {
  applyRecommendation,
  dismissRecommendation,
  reopenRecommendation,
  undoRecommendation,
  updateSavings,
} from '#lib/recommendations/index.ts';

/** Server actions: thin adapters over the same commands that the API runs. */

const refresh = (): void => revalidatePath('/recommendations');

export async function applyAction(id: string) {
  const done = await perform(applyRecommendation, { recommendation_id: id });
  refresh();
  return done;
}

export async function undoAction(id: string) {
  const done = await perform(undoRecommendation, { recommendation_id: id });
  refresh();
  return done;
}

export async function reopenAction(id: string) {
  const done = await perform(reopenRecommendation, { recommendation_id: id });
  refresh();
  return done;
}

export async function dismissAction(values: Record<string, unknown>, options: PerformOptions) {
  const done = await submit(dismissRecommendation, values, options);
  refresh();
  return done;
}

export async function updateSavingsAction(values: Record<string, unknown>, options: PerformOptions) {
  const done = await submit(updateSavings, values, options);
  refresh();
  return done;
}
