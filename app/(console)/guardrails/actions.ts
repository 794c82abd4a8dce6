'use server';
import { archiveGuardrail, createGuardrail, publishGuardrail, testGuardrail, updateGuardrail } from '#lib/guardrails/index.ts';
import { type PerformOptions, perform, submit } from '#lib/http/page-invocation.ts';

/** Server actions: thin adapters over the same commands that the API runs. */

export async function createGuardrailAction(values: Record<string, unknown>, options: PerformOptions) {
  return submit(createGuardrail, values, options);
}

/** What the form edits beside the draft. */
export async function updateGuardrailAction(values: Record<string, unknown>, options: PerformOptions) {
  return submit(updateGuardrail, values, options);
}

/** `draft` is checked by the operation's own schema. */
export async function saveGuardrailDraftAction(guardrailId: string, draft: unknown, version: number) {
  return submit(updateGuardrail, { guardrail_id: guardrailId, draft }, { ifMatch: version });
}

export async function publishGuardrailAction(guardrailId: string, mode: 'shadow' | 'active', version: number) {
  return perform(publishGuardrail, { guardrail_id: guardrailId, mode }, { ifMatch: version });
}

export async function archiveGuardrailAction(guardrailId: string) {
  return perform(archiveGuardrail, { guardrail_id: guardrailId });
}

/** `definition` is checked by the operation. */
export async function testGuardrailAction(values: Record<string, unknown>) {
  return submit(testGuardrail, values);
}
