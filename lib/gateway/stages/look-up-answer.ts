import { AppError } from '#lib/core/errors.ts';
import { answerKey } from '../cache/answer-key.ts';
import { type CacheDirectives, readCacheDirectives } from '../cache/cache-directives.ts';
import type { CacheSettings } from '../cache/cache-settings.ts';
import type { CacheUse } from '../cache/cache-use.ts';
import { isolationScope } from '../cache/isolation-scope.ts';
import type { KeptAnswer } from '../cache/kept-answer.ts';
import type { Asked, Caller, GatewayCall } from '../calls/gateway-call.ts';
import type { Target } from '../providers/provider.ts';
import { dataClassOf } from '../routing/data-class-of.ts';
import { contextOf, type EmbedByModel, findSimilar } from './find-similar.ts';

const cacheHeader = 'x-tollgate-cache';
/** Larger requests go past the cache: reading all of one would hold up the calls of others. */
const requestBytesMax = 1024 * 1024;
/** Calls whose answer is waited for, one after the other; where they all fail, the call does not queue up behind more of them. */
const flightsMax = 2;

/** Whether the tenant has to do with kept answers, or the caller asks for one. Most calls end here. */
export const mayUseCache = (call: GatewayCall, { tenant }: Caller): boolean =>
  // Behind the same tokens may stand other values, so such an answer is nobody else's.
  (tenant.cache !== null || call.request.header(cacheHeader) !== undefined) && (call.data === null || call.data.tokens === null);

const noDirectives: CacheDirectives = {
  noStore: false,
  noCache: false,
  onlyIfCached: false,
  exact: false,
  maxAgeSeconds: null,
  ttlSeconds: null,
};

/** What is to be done for this call; null for one that goes past the cache. */
function cacheUseOf(
  call: GatewayCall,
  caller: Caller,
  asked: Asked,
  settings: CacheSettings,
  target: Target,
  directives: CacheDirectives,
): CacheUse | null {
  // State that only the provider sees may be another one the next time.
  if (directives.noStore || asked.ask.size.hasUnseenState || asked.ask.size.bytes > requestBytesMax) return null;
  const { tenantId } = caller.tenant;
  const scope = isolationScope(caller.principal, settings, {
    tags: asked.tags,
    dataClass: asked.dataClass ?? dataClassOf(call.request),
  });
  const body = asked.ask.toBody({ model: target.model, reportUsage: false });
  const key = answerKey(call, asked, { tenantId, scope, target }, 'answer', body);
  if (key === null) return null;
  const ttlSeconds = Math.min(settings.ttlSeconds, directives.ttlSeconds ?? settings.ttlSeconds);
  return { key, scope, settings, ttlSeconds, target, similar: null, release: null };
}

const isFresh = (call: GatewayCall, answer: KeptAnswer, { maxAgeSeconds }: CacheDirectives): boolean =>
  maxAgeSeconds === null || call.runtime.clock.now() - answer.answeredAtMs <= maxAgeSeconds * 1000;

/**
 * The answer to the very same request; waits where it is being made for somebody else right now, and where nobody does says
 * that this call makes it. A stream is not waited for: its caller would see nothing until it was complete.
 */
async function findSame(call: GatewayCall, caller: Caller, use: CacheUse, directives: CacheDirectives): Promise<KeptAnswer | null> {
  const { cache } = call.runtime;
  const found = await call.wait(cache.find(caller.tenant.tenantId, use.key, use.settings.epoch));
  if (found !== null && isFresh(call, found, directives)) return found;
  if (call.asked?.ask.streamed === true || directives.onlyIfCached) return null;
  for (let waited = 0; waited < flightsMax; waited += 1) {
    const flight = cache.flight(use.key);
    if (flight === undefined) break;
    await call.wait(flight);
    const made = cache.remembered(use.key, use.settings.epoch);
    if (made !== undefined && isFresh(call, made, directives)) return made;
  }
  if (cache.flight(use.key) === undefined) use.release = cache.begin(use.key);
  return null;
}

/**
 * The kept answer to a call, or null: then it is to be sent, and its answer kept as `call.cacheUse` says. Throws `not_cached`
 * for a caller who wants a kept answer or none. Tells in `call.cacheState` what came of it.
 */
export async function lookUpAnswer(
  call: GatewayCall,
  caller: Caller,
  asked: Asked,
  target: Target,
  embed: EmbedByModel,
): Promise<KeptAnswer | null> {
  const header = call.request.header(cacheHeader);
  const directives = header === undefined ? noDirectives : readCacheDirectives(header);
  const settings = caller.tenant.cache;
  if (settings?.mode === 'opt_in' && header === undefined) return null;
  const use = settings === null ? null : cacheUseOf(call, caller, asked, settings, target, directives);
  call.cacheState = use === null ? 'bypass' : 'miss';
  call.cacheUse = use;
  const same = use === null || directives.noCache ? null : await findSame(call, caller, use, directives);
  if (same !== null) {
    call.cacheState = 'hit';
    return same;
  }
  if (use !== null && use.settings.semantic !== null && !directives.exact) {
    use.similar = await contextOf(call, caller, asked, use, embed);
    const similar = directives.noCache ? null : await findSimilar(call, caller, use);
    if (similar !== null && isFresh(call, similar, directives)) {
      call.cacheState = 'similar';
      return similar;
    }
  }
  if (directives.onlyIfCached) throw new AppError('not_cached');
  return null;
}
