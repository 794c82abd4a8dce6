export { archiveGuardrail } from './archive-guardrail.ts';
export { createGuardrail } from './create-guardrail.ts';
export { getGuardrail } from './get-guardrail.ts';
export { listGuardrails } from './list-guardrails.ts';
export { publishGuardrail } from './publish-guardrail.ts';
export { testGuardrail } from './test-guardrail.ts';
export { updateGuardrail } from './update-guardrail.ts';
