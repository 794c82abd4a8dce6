import type { Decision } from '#lib/policies/engine/decide.ts';

/**
 * What several decisions about one call want of it together, whatever becomes of it: the first one's outcome, the lowest limit,
 * all that is to be taken out, the first approval that is asked for, and the turn of each policy once.
 */
export function strictest(first: Decision, others: readonly Decision[]): Decision {
  const different = others.filter((one) => one !== first);
  if (different.length === 0) return first;
  let { approval, cap } = first;
  const throttles = new Map(first.throttles.map((one) => [one.policy.policyId, one]));
  const patterns = new Set(first.redaction);
  const answerPatterns = new Set(first.answerRedaction);
  for (const other of different) {
    approval ??= other.approval;
    if (other.cap !== null && (cap === null || other.cap.parameters.output_tokens_max < cap.parameters.output_tokens_max)) cap = other.cap;
    for (const throttle of other.throttles) if (!throttles.has(throttle.policy.policyId)) throttles.set(throttle.policy.policyId, throttle);
    for (const pattern of other.redaction ?? []) patterns.add(pattern);
    for (const pattern of other.answerRedaction ?? []) answerPatterns.add(pattern);
  }
  return {
    ...{ ...first, approval, cap, throttles: [...throttles.values()] },
    redaction: patterns.size === 0 ? null : patterns,
    answerRedaction: answerPatterns.size === 0 ? null : answerPatterns,
  };
}
