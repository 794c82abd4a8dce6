'use server';
import { revalidatePath } from 'next/cache';
import { dismissAnomaly, giveFeedback } from '#lib/anomalies/index.ts';
import { perform } from '#lib/http/page-invocation.ts';

/** Server actions: thin adapters over the same commands that the API runs. */

export async function dismissAnomalyAction(anomalyId: string, reason: string, isFalseAlarm: boolean) {
  const done = await perform(dismissAnomaly, { anomaly_id: anomalyId, reason, is_false_alarm: isFalseAlarm });
  revalidatePath('/anomalies');
  return done;
}

export async function feedbackAction(anomalyId: string, feedback: 'useful' | 'false_alarm') {
  const done = await perform(giveFeedback, { anomaly_id: anomalyId, feedback });
  revalidatePath('/anomalies');
  return done;
}
