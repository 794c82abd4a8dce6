import { AppError } from '#lib/core/errors.ts';
import type { Decision } from '#lib/policies/engine/decide.ts';

const nobodySaid = 'a region that nobody has named';

/** Where the call would have gone, told where the policy looks at that; null stands for a connection without a region. */
function whereTo({ policy }: NonNullable<Decision['deny']>, regions: readonly (string | null)[]): string {
  if (regions.length === 0 || !policy.fields.includes('region')) return '';
  const named = [...new Set(regions.map((region) => region ?? nobodySaid))];
  return ` It would reach a connection in ${named.join(', ')}.`;
}

/** What the caller is told whom a policy refuses: its name, where the call would have gone if it is about that, and what to do. */
export function policyDenied(deny: NonNullable<Decision['deny']>, regions: readonly (string | null)[] = []): AppError {
  const { policy, message, fault } = deny;
  const name = `The policy "${policy.name}"`;
  if (fault !== null)
    return new AppError('policy_denied', {
      detail: `${name} cannot be carried out, so it refuses what it is for: ${fault}. Ask an administrator to mend it.`,
    });
  const next = message ?? 'Ask an administrator of your organization what is allowed instead';
  return new AppError('policy_denied', {
    detail: `${name} refuses this call.${whereTo(deny, regions)} ${next}${/[.!?]$/.test(next) ? '' : '.'}`,
  });
}
