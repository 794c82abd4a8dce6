import type { Asked, Caller, GatewayCall } from '../calls/gateway-call.ts';
import { judgeTargets } from '../policies/judge-targets.ts';
import { awaitConsent, needsConsent } from '../policies/obey-policies.ts';
import type { TenantPolicies } from '../policies/tenant-policies.ts';
import type { RoutedTarget } from '../routing/routed-target.ts';
import { assertNothingToTakeOut } from './guard-course.ts';

/** What policies say of a call with one place to go: it is refused, waits for consent or its turn, and is changed in nothing. */
export async function judgeCourse(
  call: GatewayCall,
  caller: Caller,
  policies: TenantPolicies,
  asked: Asked,
  target: RoutedTarget,
  sent: Buffer,
): Promise<void> {
  const judged = judgeTargets(call, caller, policies, asked, null, [target]);
  const { redaction, answerRedaction } = judged.decision;
  call.answerRedaction = answerRedaction;
  if (redaction !== null && call.course?.said !== undefined) await assertNothingToTakeOut(call.course.said, redaction);
  if (needsConsent(judged.decision)) await awaitConsent(call, caller, asked, judged, call.sentBody ?? sent);
}
