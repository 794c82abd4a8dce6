import type { TokenUsage, UsageSource } from '#lib/usage/usage-event.ts';
import type { AttemptRecord } from '../calls/attempt-record.ts';
import type { Asked, GatewayCall } from '../calls/gateway-call.ts';
import { noUsage } from '../providers/shared/no-usage.ts';
import { chargedUsage } from './charged-usage.ts';
import { countUsage } from './count-usage.ts';

/** What an attempt used, and how that is known. */
export interface KnownUsage {
  readonly usage: TokenUsage;
  readonly source: UsageSource;
}

/** What the provider left out is counted, so that zero is never taken for missing nor missing for zero. */
async function completeUsage(
  call: GatewayCall,
  asked: Asked,
  { mayBeBilled, delivered }: AttemptRecord,
  reported: TokenUsage | undefined,
  ranMs: number,
): Promise<KnownUsage> {
  if (!mayBeBilled) return { usage: noUsage, source: 'none' };
  const counted = asked.ask.estimate?.(delivered?.() ?? null) ?? (await countUsage(call, asked, delivered, ranMs));
  if (reported === undefined) return { usage: counted, source: 'counted' };
  const media = reported.media === undefined ? counted.media : { ...counted.media, ...reported.media };
  const usage = { ...reported, input: reported.input ?? counted.input, output: reported.output ?? counted.output };
  return { usage: media === undefined ? usage : { ...usage, media }, source: 'counted' };
}

/** What an attempt used: as its provider reported, else counted. `ranMs`: how long the provider may have been at work. */
export async function usageOfAttempt(call: GatewayCall, asked: Asked, attempt: AttemptRecord, ranMs: number): Promise<KnownUsage> {
  const { rawUsage, target, sentAsk } = attempt;
  const reported = rawUsage === null ? undefined : target?.spoken.toUsage(rawUsage);
  const isComplete = reported !== undefined && reported.input !== null && reported.output !== null;
  const known: KnownUsage = isComplete
    ? { usage: reported, source: 'provider' }
    : await completeUsage(call, asked, attempt, reported, ranMs);
  return known.source === 'none'
    ? known
    : { ...known, usage: chargedUsage(known.usage, sentAsk, target?.provider.servesAskedTier === true) };
}
