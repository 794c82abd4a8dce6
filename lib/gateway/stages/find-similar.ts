import { answerKey } from '../cache/answer-key.ts';
import type { KeptTurn } from '../cache/answer-store.ts';
import type { CacheUse } from '../cache/cache-use.ts';
import type { KeptAnswer } from '../cache/kept-answer.ts';
import { embedBuiltIn } from '../cache/similar/built-in-embedder.ts';
import { findTurn } from '../cache/similar/find-turn.ts';
import type { Asked, Caller, GatewayCall } from '../calls/gateway-call.ts';
import { splice } from '../json/splice.ts';

/** Texts beyond this are only answered as the very same ones were. */
const turnCharactersMax = 4_000;

/** The vector of a text by a model of the tenant's; null where there is none. */
export type EmbedByModel = (model: string, text: string) => Promise<Float32Array | null>;

/**
 * The last turn of a call with its vector, and the context that all else makes: two calls with the same context differ in
 * their last turns alone. Null where there is no such turn.
 */
export async function contextOf(
  call: GatewayCall,
  caller: Caller,
  asked: Asked,
  use: CacheUse,
  embed: EmbedByModel,
): Promise<CacheUse['similar']> {
  const { semantic } = use.settings;
  const place = asked.protocol.turns;
  if (semantic === null || place === undefined || asked.ask.size.media > 0) return null;
  const body = asked.ask.toBody({ model: use.target.model, reportUsage: false });
  const turn = findTurn(body, place);
  if (turn === null || turn.text.length > turnCharactersMax) return null;
  const rest = splice(body, [{ start: turn.start, end: turn.end, bytes: Buffer.from('""') }]);
  const { tenantId } = caller.tenant;
  const contextKey = answerKey(
    call,
    asked,
    { tenantId, scope: use.scope, target: use.target },
    `context ${semantic.embeddingModel ?? ''}`,
    rest,
  );
  const vector = semantic.embeddingModel === null ? embedBuiltIn(turn.text) : await embed(semantic.embeddingModel, turn.text);
  const kept: KeptTurn | null = vector === null ? null : { text: turn.text, vector };
  return contextKey === null || kept === null ? null : { contextKey, turn: kept };
}

/** The answer to a request that differs in its last turn only, and means the same; null where there is none. */
export async function findSimilar(call: GatewayCall, caller: Caller, use: CacheUse): Promise<KeptAnswer | null> {
  const { similar, settings } = use;
  if (similar === null || settings.semantic === null) return null;
  const { cache } = call.runtime;
  const { tenantId } = caller.tenant;
  const key = await call.wait(cache.findSimilar(tenantId, similar, settings.epoch, settings.semantic.similarityMin));
  return key === null ? null : call.wait(cache.find(tenantId, key, settings.epoch));
}
