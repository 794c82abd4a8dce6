import { z } from 'zod';
import { incidentSeverities } from '#lib/contracts/incidents.ts';

/** What a person says who opens an incident. */
export const openIncidentSchema = z.strictObject({
  title: z.string().trim().min(1, { error: 'Say what is wrong in a few words' }).max(200),
  summary: z.string().trim().min(1, { error: 'Say what is wrong' }).max(2000),
  severity: z.enum(incidentSeverities),
});

export const commentSchema = z.strictObject({ note: z.string().trim().min(1, { error: 'Write something' }).max(2000) });
