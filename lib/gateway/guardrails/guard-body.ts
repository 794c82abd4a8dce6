import { setImmediate as nextTurn } from 'node:timers/promises';
import type { CompiledGuardrail } from '#lib/guardrails/engine/guardrail-set.ts';
import { finalAnswers } from '#lib/guardrails/final-answers.ts';
import type { GatewayCall } from '../calls/gateway-call.ts';
import { readSaid } from '../protection/read-said.ts';
import { guardAnswer } from './output-guard.ts';

/** All texts of a body of whatever form, as guardrails read them, one by one where each line is a document of its own. */
export function textsOfBody(body: Buffer): readonly string[] {
  const said = readSaid(body, { source: 'tool', isLong: true });
  return [...said.sections()].map(({ parts }) => parts.map(({ text }) => text).join('\n')).filter((text) => text !== '');
}

/** Has guardrails look at an answer whose form nobody knows, such as what a tool brought or the file of a batch. Throws as `guardAnswer` does. */
export async function guardBody(call: GatewayCall, own: readonly CompiledGuardrail[], body: Buffer): Promise<void> {
  if (own.length === 0) return;
  for (const text of textsOfBody(body)) {
    await guardAnswer(call, own, text, () => finalAnswers(Buffer.from(text)));
    await nextTurn();
  }
}
