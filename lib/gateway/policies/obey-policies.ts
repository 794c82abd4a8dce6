import type { Deciders } from '#lib/approvals/approval-desk.ts';
import { fromPublicId } from '#lib/core/ids.ts';
import type { Decision } from '#lib/policies/engine/decide.ts';
import type { Asked, Caller, GatewayCall } from '../calls/gateway-call.ts';
import type { Target } from '../providers/provider.ts';
import { routingHeaders, withoutRoute } from '../routing/routing-headers.ts';
import { maybeAdmissible } from '../stages/admit.ts';
import { boundAt } from '../stages/bound-at.ts';
import { demandApproval } from '../stages/require-approval.ts';
import { type Resolution, resolve } from '../stages/resolve.ts';
import { mappedAsk } from '../transformations/mapped-ask.ts';
import { changedAsk } from './changed-ask.ts';
import { type JudgedTargets, judgeTargets } from './judge-targets.ts';
import { obeyThrottles } from './policy-throttle.ts';
import { PolicyTrace } from './policy-trace.ts';
import { withPromptOf } from './prompt-of.ts';
import { strictest } from './strictest.ts';
import type { TenantPolicies } from './tenant-policies.ts';

type ApprovalParameters = NonNullable<Decision['approval']>['parameters'];

/** A call as policies let it go on. */
export interface Obeyed extends Resolution {
  readonly asked: Asked;
  readonly decision: Decision;
}

/**
 * Finds whom a call could be served by, as far as policies allow: refuses it, has another model or route asked (once), limits
 * its answer, takes out what must not leave. Throws `policy_denied`, and what `resolve` throws.
 */
export function obeyPolicies(call: GatewayCall, caller: Caller, policies: TenantPolicies, asked: Asked, body: Buffer): Obeyed {
  const { runtime } = call;
  let current = asked;
  let found = resolve(runtime, caller, asked, routingHeaders(call));
  const first = judgeTargets(call, caller, policies, asked, found.route, maybeAdmissible(caller, found.targets));
  const { redirect } = first.decision;
  let { targets, decision } = first;
  const askedFor = found.route?.name ?? asked.ask.model;
  // Where what the call holds has led it somewhere, that is the stricter of the two.
  const isLed = call.data !== null && call.data.routedTo !== null;
  if (redirect !== null && redirect.to !== askedFor && !isLed) {
    call.policies ??= new PolicyTrace();
    call.policies.redirectedFrom = call.transformed?.askedModel ?? call.thresholds?.downgradedFrom ?? askedFor;
    call.policies.namedModel = asked.ask.model;
    current = { ...asked, ask: withPromptOf(asked.ask, mappedAsk(asked.ask, redirect.to)) };
    found = resolve(runtime, caller, current, withoutRoute(call.request));
    const then = judgeTargets(call, caller, policies, current, found.route, maybeAdmissible(caller, found.targets));
    targets = then.targets;
    // What policies wanted of the call as it was asked, they want of it wherever it goes instead.
    decision = strictest(then.decision, [decision]);
  }
  return { asked: changedAsk(call, current, body, decision), route: found.route, targets, decision };
}

/** Whom a policy names to decide; undefined where it leaves that to the approval rules. */
function decidersOf(name: string, { approvers, timeout_hours: hours }: ApprovalParameters): Deciders | undefined {
  if (approvers === undefined && hours === undefined) return undefined;
  const named = approvers ?? [];
  return {
    name: `Policy "${name}"`,
    userIds: named.flatMap((one) => fromPublicId('user', one) ?? []),
    role: named.find((one) => !one.startsWith('usr_')) ?? null,
    timeoutHours: hours ?? null,
  };
}

/** What a decision wants of a call before it is admitted: a person's consent, and its turn. */
export async function awaitConsent<Judged extends Target>(
  call: GatewayCall,
  caller: Caller,
  asked: Asked,
  { targets, decision }: JudgedTargets<Judged>,
  sent: Buffer,
): Promise<void> {
  const { approval, throttles } = decision;
  const [first] = targets;
  if (approval !== null && first !== undefined) {
    let boundNanoUsd = 0n;
    for (const target of targets) {
      const bound = boundAt(call, asked, target);
      if (bound > boundNanoUsd) boundNanoUsd = bound;
    }
    const { policy, parameters } = approval;
    const why = parameters.message === undefined ? '' : ` (${parameters.message})`;
    const because = `the policy "${policy.name}" asks for one${why}`;
    await demandApproval(call, caller, asked, sent, boundNanoUsd, {
      ...{ ruleId: null, provider: first.provider.name, because },
      deciders: decidersOf(policy.name, parameters),
    });
  }
  if (throttles.length > 0) await obeyThrottles(call, caller, throttles);
}

/** Whether a decision has to be waited for. */
export const needsConsent = ({ approval, throttles }: Decision): boolean => approval !== null || throttles.length > 0;
