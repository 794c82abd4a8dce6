import type { z } from 'zod';
import type { GuardrailActionType } from '#lib/contracts/guardrail-names.ts';
import { guardrailCheckTypes } from '#lib/contracts/guardrail-names.ts';
import type { Guardrail } from '#lib/contracts/guardrails.ts';

/** A guardrail in wire form, as pages get it. */
export type GuardrailRow = z.input<typeof Guardrail>;

type CheckType = (typeof guardrailCheckTypes)[number];

/** What each check is called. */
export const checkWords: Readonly<Record<CheckType, string>> = {
  prompt_injection: 'Prompt injections and jailbreaks',
  topics: 'Topics',
  terms: 'Terms that are denied or allowed',
  length: 'Length',
  output_schema: 'Schema of answers',
  webhook: 'Webhook of your own',
};

export const actionWords: Readonly<Record<GuardrailActionType, string>> = {
  block: 'blocks',
  redact: 'takes out the terms',
  route: 'sends it to',
  flag: 'flags',
};

/** What a new guardrail of each kind begins as. */
export const firstDrafts: Readonly<Record<CheckType, object>> = {
  prompt_injection: { side: 'input', check: { type: 'prompt_injection', sensitivity: 'medium' }, action: { type: 'block' } },
  topics: {
    side: 'both',
    check: { type: 'topics', topics: [{ name: 'Mergers', terms: ['merger', 'acqui*'], context: ['shares', 'confidential'] }] },
    action: { type: 'block' },
  },
  terms: { side: 'both', check: { type: 'terms', deny: ['Project Orion'] }, action: { type: 'block' } },
  length: { side: 'input', check: { type: 'length', characters_max: 20_000 }, action: { type: 'block' } },
  output_schema: {
    side: 'output',
    check: { type: 'output_schema', schema: { type: 'object', required: ['answer'], properties: { answer: { type: 'string' } } } },
    action: { type: 'block' },
  },
  webhook: {
    side: 'input',
    check: { type: 'webhook', url: 'https://guard.example.com/check', timeout_ms: 1_000, on_failure: 'closed' },
    action: { type: 'block' },
  },
};

export const checkOptions = guardrailCheckTypes.map((value) => ({ value, label: checkWords[value] }));

const sides = { input: 'what is asked', output: 'what is answered', both: 'what is asked and answered' } as const;

/** What it does in words, such as "Prompt injections and jailbreaks in what is asked: blocks". */
export function guardrailText({ definition, draft }: Pick<GuardrailRow, 'definition' | 'draft'>): string | null {
  const shown = definition ?? draft;
  if (shown === null) return null;
  const { type = 'block', route } = shown.action ?? {};
  return `${checkWords[shown.check.type]} in ${sides[shown.side]}: ${actionWords[type]}${route === undefined ? '' : ` ${route}`}`;
}
