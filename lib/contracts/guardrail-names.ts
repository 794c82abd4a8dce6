// Without schemas, so that the editor has these words without the library behind them.

/** What guardrails look for. */
export const guardrailCheckTypes = ['prompt_injection', 'topics', 'terms', 'length', 'output_schema', 'webhook'] as const;

export const guardrailSides = ['input', 'output', 'both'] as const;

/** What becomes of a call that a guardrail catches, the strictest first. */
export const guardrailActionTypes = ['block', 'redact', 'route', 'flag'] as const;
export type GuardrailActionType = (typeof guardrailActionTypes)[number];

/** Guardrails of a tenant that are not archived, at most. */
export const guardrailsMax = 100;
/** Patterns in all guardrails of a tenant that are in force or watch, at most: each goes through the whole text. */
export const guardrailPatternsMax = 20;
/** Guardrails of a tenant that ask a webhook, at most: a call waits for all of them. */
export const guardrailWebhooksMax = 3;
/** Characters of a request or an answer that guardrails read, at most. */
export const guardedCharactersMax = 262_144;
