import type { ObjectKind } from '#lib/objects/object-store.ts';
import type { Caller } from '../calls/gateway-call.ts';
import type { GatewayRequest } from '../gateway-request.ts';
import type { GatewayRuntime } from '../gateway-runtime.ts';
import { invalidField } from '../json/invalid-field.ts';
import { attributionOf } from '../stages/describe-call.ts';
import { inStoreTime } from './ask-store.ts';
import { storeOf } from './store-of.ts';

const limitUsual = 20;
const limitMax = 1_000;

function readLimit(text: string | null): number {
  if (text === null) return limitUsual;
  const limit = /^\d{1,6}$/.test(text) ? Number(text) : 0;
  if (limit < 1) throw invalidField('limit', `"limit" must be a whole number from 1 to ${limitMax}.`);
  return Math.min(limit, limitMax);
}

function readOrder(text: string | null): boolean {
  if (text === null || text === 'desc') return false;
  if (text === 'asc') return true;
  throw invalidField('order', '"order" must be asc or desc.');
}

/**
 * A list of the caller's own things, as the gateway remembers them: the provider's would show what others have in the same
 * account. Each is as the provider told it last; work that goes on is asked after once a minute.
 */
export const listObjects =
  (kind: ObjectKind) =>
  async (runtime: GatewayRuntime, { principal }: Caller, { query }: GatewayRequest): Promise<object> => {
    const parameters = new URLSearchParams(query);
    const asking = storeOf(runtime).list(attributionOf(principal), {
      kind,
      after: parameters.get('after'),
      limit: readLimit(parameters.get('limit')),
      isAscending: readOrder(parameters.get('order')),
      purpose: parameters.get('purpose'),
    });
    const page = await inStoreTime(runtime, asking);
    if (page === undefined) throw invalidField('after', '"after" names nothing that this key could see.');
    const data = page.objects.map(({ body }) => body);
    const ends = { first_id: page.objects[0]?.providerId ?? null, last_id: page.objects.at(-1)?.providerId ?? null };
    return { object: 'list', data, ...ends, has_more: page.hasMore };
  };
