import { RedactingFilter } from '#lib/data-classes/redacting-filter.ts';
import type { TextFilter } from '#lib/data-classes/text-filter.ts';
import type { CompiledGuardrail } from '#lib/guardrails/engine/guardrail-set.ts';
import { patternPlaceholder, redactionOptions } from '#lib/policies/redaction/redact-text.ts';
import type { Caller, GatewayCall } from '../calls/gateway-call.ts';
import { guardrailsFor, noteHits } from '../guardrails/find-hits.ts';

/** Changes the texts of an answer on their way to the caller. */
export interface AnswerFilter {
  /** A filter for one text. `isJson`: the text is JSON itself. */
  openFilter(isJson: boolean): TextFilter;
  /** Something can be taken out, so nothing is told that says the text again, such as its tokens with their probabilities. */
  readonly takesOut: boolean;
}

/** One filter behind the other. */
function chained(filters: readonly TextFilter[]): TextFilter {
  const [only, ...more] = filters;
  if (only !== undefined && more.length === 0) return only;
  return {
    push: (piece) => filters.reduce((text, filter) => filter.push(text), piece),
    end: () => filters.reduce((rest, filter) => (rest === '' ? '' : filter.push(rest)) + filter.end(), ''),
  };
}

const none: readonly CompiledGuardrail[] = [];

/** The guardrails that take something out of what this call is answered. */
function redactingGuardrails(call: GatewayCall, caller: Caller): readonly CompiledGuardrail[] {
  const { guardrails } = caller.tenant;
  if (guardrails === null || guardrails.set.redactsAnswers.length === 0 || caller.isOurs === true) return none;
  return guardrailsFor(call, caller, guardrails, guardrails.set.redactsAnswers);
}

/** Takes denied terms out, and notes that in the record of the call. */
function termFilters(call: GatewayCall, guardrails: readonly CompiledGuardrail[]): TextFilter[] {
  return guardrails.flatMap(
    (guardrail) => guardrail.terms?.open(() => noteHits(call, [{ guardrail, side: 'output', why: 'a term that it takes out' }])) ?? [],
  );
}

/**
 * What classes of data, policies and guardrails together change in the answer of a call; null where none of them changes anything.
 * What the model says goes first, and then comes back what the caller said himself.
 */
export function answerFilterOf(call: GatewayCall, caller: Caller): AnswerFilter | null {
  const { data, answerRedaction } = call;
  const guardrails = redactingGuardrails(call, caller);
  const protection = data?.changesAnswers === true ? data : null;
  if (protection === null && answerRedaction === null && guardrails.length === 0) return null;
  const options = answerRedaction === null ? null : redactionOptions(answerRedaction);
  return {
    takesOut: options !== null || guardrails.length > 0 || protection?.takesOut === true,
    openFilter: (isJson) =>
      chained([
        ...(protection?.openRedacting() ?? []),
        ...(options === null ? [] : [new RedactingFilter(options, [], patternPlaceholder)]),
        ...termFilters(call, guardrails),
        ...(protection?.openRestoring(isJson) ?? []),
      ]),
  };
}
