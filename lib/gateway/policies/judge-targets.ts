import type { Decision } from '#lib/policies/engine/decide.ts';
import { decisionOf, type PolicySet } from '#lib/policies/engine/policy-set.ts';
import type { Asked, Caller, GatewayCall } from '../calls/gateway-call.ts';
import type { Target } from '../providers/provider.ts';
import type { ChosenRoute } from '../routing/chosen-route.ts';
import { approvalHeader } from '../stages/require-approval.ts';
import { factsOfCall, setTarget } from './facts-of-call.ts';
import { policyDenied } from './policy-denied.ts';
import { PolicyTrace } from './policy-trace.ts';
import { strictest } from './strictest.ts';
import type { TenantPolicies } from './tenant-policies.ts';

/** The targets that policies leave, and what they want done on the way there. */
export interface JudgedTargets<Judged extends Target> {
  readonly targets: readonly Judged[];
  /**
   * What holds for the call, wherever of these it goes: the first target's decision, with what those of the others want, too,
   * because the call may fall back to them and what is sent there is what was prepared for the first.
   */
  readonly decision: Decision;
}

interface Verdict<Judged extends Target> {
  readonly target: Judged;
  readonly decision: Decision;
}

/**
 * Asks the policies about a call at each of its targets. What they refuse at one is left out, and the others stay; those that
 * need an approval are left out as long as others do not, unless the call names one, and then it is needed. Throws
 * `policy_denied` where none is left.
 */
export function judgeTargets<Judged extends Target>(
  call: GatewayCall,
  caller: Caller,
  policies: TenantPolicies,
  asked: Asked,
  route: ChosenRoute | null,
  targets: readonly Judged[],
): JudgedTargets<Judged> {
  const facts = factsOfCall(call, caller, asked, policies, route);
  const ofCall = policies.set.matchesOfCall(facts);
  const verdicts = policies.set.hasTargetPolicies
    ? targets.map((target): Verdict<Judged> => {
        setTarget(facts, call, asked, policies, target);
        return { target, decision: decisionOf(ofCall, aboutTarget(policies.set.matchesOfTarget(facts), asked, target)) };
      })
    : sameForAll(targets, decisionOf(ofCall, []));
  const [first] = verdicts;
  const open = verdicts.filter(({ decision }) => decision.deny === null);
  const free = open.filter(({ decision }) => decision.approval === null);
  const isNamed = call.request.header(approvalHeader) !== undefined;
  const left = free.length > 0 && !isNamed ? free : open;
  trace(call, verdicts, left);
  const decisive = left[0]?.decision ?? first?.decision;
  if (decisive === undefined) throw new Error('A call is judged with a target');
  if (decisive.deny !== null)
    throw policyDenied(
      decisive.deny,
      targets.map(({ connection }) => policies.regionOf(connection.connectionId)),
    );
  const decisions = left.map(({ decision }) => decision);
  return { targets: left.map(({ target }) => target), decision: strictest(decisive, decisions) };
}

/** A file that is kept for later is for no model, so what is about models is not about it. */
function aboutTarget(found: ReturnType<PolicySet['matchesOfTarget']>, { protocol }: Asked, { model }: Target): typeof found {
  return model !== '' || protocol.isFree !== true ? found : found.filter(({ policy }) => !policy.fields.includes('model'));
}

function sameForAll<Judged extends Target>(targets: readonly Judged[], decision: Decision): Verdict<Judged>[] {
  return targets.map((target) => ({ target, decision }));
}

/** Notes what was about the call, and what of it decided. */
function trace(call: GatewayCall, verdicts: readonly Verdict<Target>[], left: readonly Verdict<Target>[]): void {
  for (const verdict of verdicts) {
    const { decision } = verdict;
    if (decision.matches.length === 0 && decision.shadows.length === 0) continue;
    call.policies ??= new PolicyTrace();
    call.policies.add(decision, left.length === 0 || left.includes(verdict));
  }
}
