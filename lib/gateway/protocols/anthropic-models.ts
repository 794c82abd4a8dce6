import type { Caller } from '../calls/gateway-call.ts';
import type { GatewayRuntime } from '../gateway-runtime.ts';
import { type UsableModel, usableModel, usableModels } from '../routing/usable-models.ts';

/** One model as Anthropic's API lists it. The time is the epoch, as its reference has it for a release date that is not known. */
interface ListedModel {
  readonly type: 'model';
  readonly id: string;
  readonly display_name: string;
  readonly created_at: '1970-01-01T00:00:00Z';
}

const toListed = ({ id }: UsableModel): ListedModel => ({ type: 'model', id, display_name: id, created_at: '1970-01-01T00:00:00Z' });

/** GET /models for callers of Anthropic's API: what this key may ask for, in alphabetical order, always on one page. */
export function listAnthropicModels(runtime: GatewayRuntime, caller: Caller): object {
  const data = usableModels(runtime, caller).map(toListed);
  return { data, has_more: false, first_id: data[0]?.id ?? null, last_id: data.at(-1)?.id ?? null };
}

/** GET /models/{id} for callers of Anthropic's API. Throws model_not_found for what does not exist or may not be used. */
export const readAnthropicModel = (runtime: GatewayRuntime, caller: Caller, encodedId: string): object =>
  toListed(usableModel(runtime, caller, encodedId));
