import { setImmediate as nextTurn } from 'node:timers/promises';
import { GuardedText } from '#lib/guardrails/engine/compile-check.ts';
import type { CompiledGuardrail, Hit } from '#lib/guardrails/engine/guardrail-set.ts';
import type { Caller, GatewayCall } from '../calls/gateway-call.ts';
import type { Said } from '../protection/said.ts';
import { guardrailsFor, localHits, noteHits, unanswered, webhookHits } from './find-hits.ts';
import { effectOf } from './guardrail-trace.ts';
import type { TenantGuardrails } from './tenant-guardrails.ts';

/** Sections looked at between two turns of the event loop. */
const sectionsPerSlice = 20;

/** What would change a request or lead it elsewhere stops one for which there is neither, and says in which line. */
function asFixed(hit: Hit, line: number | null): Hit {
  const effect = effectOf(hit);
  const { guardrail, why } = hit;
  const where = line === null ? why : `${why}, in line ${line} of the file`;
  return { ...hit, why: where, guardrail: effect === 'redact' || effect === 'route' ? { ...guardrail, action: 'block' } : guardrail };
}

/**
 * Has the guardrails look at a request that goes on as it is: what one takes out or leads elsewhere is refused. Webhooks are asked
 * about a request as a whole and not about each line of a file; there they count as what does not answer. Throws
 * `guardrail_blocked` and `guardrail_unavailable`.
 */
export async function guardFixed(call: GatewayCall, caller: Caller, guardrails: TenantGuardrails, said: Said): Promise<void> {
  if (guardrails.set.input.length === 0) return;
  const own = guardrailsFor(call, caller, guardrails, guardrails.set.input);
  if (own.length === 0) return;
  let count = 0;
  let isFile = false;
  for (const { line, parts } of said.sections()) {
    count += 1;
    isFile ||= line !== null;
    if (parts.length === 0) continue;
    const text = new GuardedText(parts);
    const hits = localHits(own, 'input', text);
    if (line === null) hits.push(...(await webhookHits(call, own, 'input', text)));
    noteHits(
      call,
      hits.map((hit) => asFixed(hit, line)),
    );
    if (count % sectionsPerSlice !== 0) continue;
    await nextTurn();
    call.throwIfStopped();
  }
  if (isFile) noteHits(call, unaskedHits(call, own));
}

/** The webhooks among the guardrails, which nobody asks about each line of a file. */
const unaskedHits = (call: GatewayCall, own: readonly CompiledGuardrail[]): readonly Hit[] =>
  own.flatMap((one) => unanswered(call, one, 'input', 'webhooks are not asked about each line of a file') ?? []);
