import type { Decision } from '#lib/policies/engine/decide.ts';
import { redactText } from '#lib/policies/redaction/redact-text.ts';
import { rewriteTexts } from '#lib/policies/redaction/rewrite-texts.ts';
import type { Asked, GatewayCall } from '../calls/gateway-call.ts';
import { requestTexts } from '../protection/request-texts.ts';
import { capOutput } from '../transformations/cap-output.ts';
import { rereadAsk } from '../transformations/reread-ask.ts';

/** What a decision changes of the request itself. */
export type RequestChange = Pick<Decision, 'cap' | 'redaction'>;

/**
 * The request as policies let it be sent: with a limit on its answer, where its protocol has one, and without what is taken
 * out. Only the bytes of what changes are others.
 */
export function changedAsk(call: GatewayCall, asked: Asked, body: Buffer, { cap, redaction }: RequestChange): Asked {
  const { protocol, ask } = asked;
  const { outputTokens } = protocol;
  if (protocol.takes === 'anything' || body.length === 0) return asked;
  const redacted =
    redaction === null ? body : rewriteTexts(body, requestTexts(call, protocol, body), ({ text }) => redactText(text, redaction));
  const isCapped = cap !== null && outputTokens !== undefined && protocol.takes === undefined;
  const changed = isCapped ? capOutput(redacted, outputTokens, cap.parameters.output_tokens_max, ask.model) : redacted;
  return changed === body ? asked : { ...asked, ask: rereadAsk(call, asked, changed) };
}
