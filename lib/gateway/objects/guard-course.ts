import { setImmediate as nextTurn } from 'node:timers/promises';
import type { RedactionPattern } from '#lib/contracts/redaction-patterns.ts';
import { AppError } from '#lib/core/errors.ts';
import { promptCharactersMax } from '#lib/policies/engine/compile-condition.ts';
import { redactText } from '#lib/policies/redaction/redact-text.ts';
import type { Asked, Caller, GatewayCall } from '../calls/gateway-call.ts';
import { guardFixed } from '../guardrails/guard-fixed.ts';
import { protectFixed } from '../protection/protect.ts';
import { requireReadable } from '../protection/require-readable.ts';
import type { Said } from '../protection/said.ts';
import { mappedAsk } from '../transformations/mapped-ask.ts';

/** Whether anybody looks at what the tenant's requests say; for what goes on as it is, they then have to be read first. */
export const isLookedInto = ({ tenant }: Caller): boolean =>
  tenant.protection !== null ||
  tenant.policies?.set.redacts === true ||
  tenant.policies?.set.fields.has('prompt') === true ||
  (tenant.guardrails?.set.input.length ?? 0) > 0;

/**
 * Has classes of data and guardrails look at a request that goes on as it is; what is asked comes back with its class. Throws
 * `policy_denied`, `guardrail_blocked` and `guardrail_unavailable`, also where something would only have to be taken out of it.
 */
export async function guardCourse(call: GatewayCall, caller: Caller, asked: Asked, said: Said): Promise<Asked> {
  const { protection, guardrails } = caller.tenant;
  const known = protection === null ? asked : await protectFixed(call, caller, protection, asked, said);
  requireReadable(call, () => said.hasUnread());
  if (guardrails !== null) await guardFixed(call, caller, guardrails, said);
  return withText(known, said);
}

/** What policies compare with `prompt` is all that the request says, where its protocol does not tell which of it a model reads. */
function withText(asked: Asked, said: Said): Asked {
  const { ask, protocol } = asked;
  if (protocol.isFree !== true && protocol.takes === undefined) return asked;
  const text = (): string => {
    let all = '';
    // Policies read no more of it; that there is more, they have to see.
    for (const one of said.texts()) if (all.length <= promptCharactersMax) all += all === '' ? one.text : `\n${one.text}`;
    return all;
  };
  return { ...asked, ask: { ...mappedAsk(ask, ask.model), text } };
}

/** So much of a text is gone through before others have their turn. */
const unitsAtOnce = 64 * 1024;

/** Throws `policy_denied` where policies take something out of such requests that is in this one, because nothing can be. */
export async function assertNothingToTakeOut({ texts, lineOf }: Said, patterns: ReadonlySet<RedactionPattern>): Promise<void> {
  let units = 0;
  for (const { start, text } of texts()) {
    units += text.length;
    if (units > unitsAtOnce) {
      units = 0;
      await nextTurn();
    }
    if (redactText(text, patterns) === text) continue;
    const line = lineOf(start, 0);
    const where = line === null ? 'It' : `Line ${line} of the file`;
    throw new AppError('policy_denied', {
      detail: `${where} holds what a policy takes out of requests (${[...patterns].join(', ')}), and this one goes on as it is. Take it out, or send the request to an endpoint that does.`,
    });
  }
}
