import type { TokenUsage } from '#lib/usage/usage-event.ts';
import type { Delivered } from '../calls/attempt-record.ts';
import type { Asked, GatewayCall } from '../calls/gateway-call.ts';
import type { Ask } from '../protocols/protocol.ts';

/** Faster than any model writes today: what an answer that nobody saw may have cost until we hung up. */
const unseenTokensPerSecond = 200;
/** Requests beyond this are not parsed again for counting; their tokens are estimated by size. */
const parsedBytesMax = 1024 * 1024;
const bytesPerToken = 4;
/** A picture or sound, where its tokens are not reported. */
const tokensPerMedia = 1_000;
const tokensPerPart = 4;

/** The tokens of a request as the model reads it. */
export async function countInput(call: GatewayCall, { ask }: { readonly ask: Pick<Ask, 'size' | 'text'> }): Promise<number> {
  const framing = ask.size.parts * tokensPerPart + ask.size.media * tokensPerMedia;
  if (ask.size.bytes > parsedBytesMax) return Math.ceil((ask.size.bytes - ask.size.opaqueBytes) / bytesPerToken) + framing;
  return (await call.runtime.tokens.count(ask.text())) + framing;
}

async function countOutput(call: GatewayCall, { ask }: Asked, seen: Delivered | null, ranMs: number): Promise<number> {
  const delivered = seen?.() ?? null;
  if (delivered !== null) return call.runtime.tokens.count(delivered.text, delivered.bytes);
  const unseen = Math.ceil((ranMs / 1000) * unseenTokensPerSecond);
  return Math.min(unseen, ask.outputTokensMax ?? Number.POSITIVE_INFINITY);
}

/**
 * The tokens of a call whose provider reported none: the request's text and what was delivered, counted with a common
 * encoding; where nothing of the answer was seen, what a fast model could have written in the time, in milliseconds.
 */
export async function countUsage(call: GatewayCall, asked: Asked, seen: Delivered | null, ranMs: number): Promise<TokenUsage> {
  return {
    input: await countInput(call, asked),
    cacheRead: null,
    cacheWrite: null,
    output: await countOutput(call, asked, seen, ranMs),
    reasoning: null,
  };
}
