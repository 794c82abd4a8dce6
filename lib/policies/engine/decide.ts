import type { PolicyAction } from '#lib/contracts/policy-definition.ts';
import type { RedactionPattern } from '#lib/contracts/redaction-patterns.ts';
import type { CompiledPolicy } from './compiled-policy.ts';

/** A policy that is about the call. */
export interface Match {
  readonly policy: CompiledPolicy;
  /** Why it could not be carried out; null where it could. Such a policy refuses, if it does more than to note calls. */
  readonly fault: string | null;
}

type ActionOf<Type extends PolicyAction['type']> = Extract<PolicyAction, { readonly type: Type }>;

/** An action with the policy that wants it. */
export interface Wanted<Type extends PolicyAction['type']> {
  readonly policy: CompiledPolicy;
  readonly parameters: ActionOf<Type>['parameters'];
}

/** What all policies that are about a call come to. */
export interface Decision {
  readonly outcome: 'deny' | 'require_approval' | 'transform' | 'allow';
  /** The policies that are about the call and in force, in their order. */
  readonly matches: readonly Match[];
  /** Those that only watch. */
  readonly shadows: readonly Match[];
  readonly deny: { readonly policy: CompiledPolicy; readonly message: string | null; readonly fault: string | null } | null;
  readonly approval: Wanted<'require_approval'> | null;
  /** The first that asks for another model or route. */
  readonly redirect: { readonly policy: CompiledPolicy; readonly to: string; readonly type: 'route_to' | 'downgrade' } | null;
  /** The lowest. */
  readonly cap: Wanted<'cap_tokens'> | null;
  readonly throttles: readonly Wanted<'throttle'>[];
  /** What is taken out of the request; the union of what all policies want. */
  readonly redaction: ReadonlySet<RedactionPattern> | null;
  /** What is taken out of the answer, likewise. */
  readonly answerRedaction: ReadonlySet<RedactionPattern> | null;
}

/** What no policy is about. */
export const undecided: Decision = {
  ...{ outcome: 'allow', matches: [], shadows: [], deny: null, approval: null, redirect: null, cap: null, throttles: [] },
  ...{ redaction: null, answerRedaction: null },
};

/** A decision while it is made. */
interface Draft {
  deny: Decision['deny'];
  approval: Decision['approval'];
  redirect: Decision['redirect'];
  cap: Decision['cap'];
  redacted: Wanted<'redact'>[];
  throttles: Wanted<'throttle'>[];
}

function add(draft: Draft, policy: CompiledPolicy, action: PolicyAction): void {
  switch (action.type) {
    case 'deny':
      draft.deny ??= { policy, message: action.parameters.message ?? null, fault: null };
      return;
    case 'require_approval':
      draft.approval ??= { policy, parameters: action.parameters };
      return;
    case 'route_to':
      draft.redirect ??= { policy, to: action.parameters.route, type: 'route_to' };
      return;
    case 'downgrade':
      draft.redirect ??= { policy, to: action.parameters.model, type: 'downgrade' };
      return;
    case 'cap_tokens':
      if (draft.cap === null || action.parameters.output_tokens_max < draft.cap.parameters.output_tokens_max)
        draft.cap = { policy, parameters: action.parameters };
      return;
    case 'redact':
      draft.redacted.push({ policy, parameters: action.parameters });
      return;
    case 'throttle':
      draft.throttles.push({ policy, parameters: action.parameters });
      return;
    // To let pass, to log and to notify are told by the match itself.
    case 'allow':
    case 'log':
    case 'notify':
  }
}

/** Whether a policy would do something to its calls; one that cannot be read might. */
const actsOn = ({ definition }: CompiledPolicy): boolean =>
  definition === null || definition.rules.actions.some(({ type }) => type !== 'log' && type !== 'notify' && type !== 'allow');

function outcomeOf({ deny, approval, redirect, cap, redacted, throttles }: Draft): Decision['outcome'] {
  if (deny !== null) return 'deny';
  if (approval !== null) return 'require_approval';
  return redirect !== null || cap !== null || redacted.length > 0 || throttles.length > 0 ? 'transform' : 'allow';
}

/** What is taken out of one side of a call; null where nothing is. */
function patternsFor(redacted: Draft['redacted'], side: 'requests' | 'answers'): ReadonlySet<RedactionPattern> | null {
  const patterns = redacted.flatMap(({ parameters: { patterns, applies_to: where = 'requests' } }) =>
    where === side || where === 'both' ? patterns : [],
  );
  return patterns.length === 0 ? null : new Set(patterns);
}

/**
 * What matches come to, in their order (priority, then age): to refuse wins over to ask, to ask over to change, to change over
 * to let pass. Of several that change the same, the first decides; of several limits, the lowest; what is taken out is the sum.
 */
export function decide(all: readonly Match[]): Decision {
  if (all.length === 0) return undecided;
  const draft: Draft = { deny: null, approval: null, redirect: null, cap: null, redacted: [], throttles: [] };
  const matches: Match[] = [];
  const shadows: Match[] = [];
  for (const match of all) {
    const { policy, fault } = match;
    if (policy.mode === 'shadow') {
      shadows.push(match);
      continue;
    }
    matches.push(match);
    if (fault !== null) {
      if (actsOn(policy)) draft.deny ??= { policy, message: null, fault };
    } else for (const action of policy.definition?.rules.actions ?? []) add(draft, policy, action);
  }
  const { deny, approval, redirect, cap, throttles, redacted } = draft;
  const redaction = patternsFor(redacted, 'requests');
  const answerRedaction = patternsFor(redacted, 'answers');
  return { outcome: outcomeOf(draft), matches, shadows, deny, approval, redirect, cap, throttles, redaction, answerRedaction };
}
