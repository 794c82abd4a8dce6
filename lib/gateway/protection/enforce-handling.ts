import { AppError } from '#lib/core/errors.ts';
import { servesRegion } from '#lib/routes/serves-region.ts';
import type { Asked, Caller, GatewayCall } from '../calls/gateway-call.ts';
import type { Target } from '../providers/provider.ts';
import { boundAt } from '../stages/bound-at.ts';
import { demandApproval } from '../stages/require-approval.ts';
import type { CallProtection } from './call-protection.ts';

/** Whether nobody on the way could read what is sent there. */
const isEncrypted = ({ provider, connection }: Target): boolean =>
  provider.transport !== null || (connection.baseUrl ?? provider.baseUrl ?? 'https:').startsWith('https:');

/** The targets that calls of the class may be sent to. Throws `policy_denied` where none is left. */
export function handledTargets<Handled extends Target>(
  { handling, level, protection }: CallProtection,
  targets: readonly Handled[],
): readonly Handled[] {
  if (handling === null) return targets;
  const { geographic_restrictions: regions, encryption_required: needsEncryption } = handling;
  if (regions.length === 0 && !needsEncryption) return targets;
  const isWithin = ({ connection, provider }: Handled): boolean =>
    regions.length === 0 || regions.some((region) => servesRegion(region, protection.regionOf(connection.connectionId), provider));
  const left = targets.filter((target) => isWithin(target) && (!needsEncryption || isEncrypted(target)));
  if (left.length > 0) return left;
  const where = regions.length === 0 ? '' : ` in ${regions.join(', ')}`;
  throw new AppError('policy_denied', {
    detail: `Calls of the class ${level} go only to connections${where}${needsEncryption ? ' over HTTPS' : ''}, and none of those serves this one. Ask an administrator of your organization.`,
  });
}

/** Waits for a person's consent where the class of the call wants one; throws `approval_required` with its id. */
export async function consentToClass(
  call: GatewayCall,
  caller: Caller,
  asked: Asked,
  data: CallProtection,
  targets: readonly Target[],
  sent: Buffer,
): Promise<void> {
  const [first] = targets;
  if (data.handling?.approval_required !== true || first === undefined) return;
  let boundNanoUsd = 0n;
  for (const target of targets) {
    const bound = boundAt(call, asked, target);
    if (bound > boundNanoUsd) boundNanoUsd = bound;
  }
  const because = `calls of the class ${data.level} need one`;
  await demandApproval(call, caller, asked, sent, boundNanoUsd, { ruleId: null, provider: first.provider.name, because });
}
