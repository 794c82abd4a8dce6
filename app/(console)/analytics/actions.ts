'use server';
import { setKpiTargets, setRoiInputs, updateSettings } from '#lib/analytics/index.ts';
import { giveFeedback } from '#lib/feedback/index.ts';
import { type PerformOptions, submit } from '#lib/http/page-invocation.ts';
import { answerSurvey, closeSurvey, createSurvey } from '#lib/surveys/index.ts';

/** Server actions: thin adapters over the same commands that the API runs. */

export async function updateSettingsAction(values: Record<string, unknown>, options: PerformOptions) {
  return submit(updateSettings, values, options);
}

export async function giveFeedbackAction(values: Record<string, unknown>, options: PerformOptions) {
  return submit(giveFeedback, values, options);
}

export async function setRoiInputsAction(values: Record<string, unknown>, options: PerformOptions) {
  return submit(setRoiInputs, values, options);
}

export async function setKpiTargetsAction(values: Record<string, unknown>, options: PerformOptions) {
  return submit(setKpiTargets, values, options);
}

export async function createSurveyAction(values: Record<string, unknown>, options: PerformOptions) {
  return submit(createSurvey, values, options);
}

export async function answerSurveyAction(values: Record<string, unknown>, options: PerformOptions) {
  return submit(answerSurvey, values, options);
}

export async function closeSurveyAction(values: { survey_id: string }) {
  return submit(closeSurvey, values);
}
