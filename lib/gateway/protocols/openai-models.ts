import type { Caller } from '../calls/gateway-call.ts';
import type { GatewayRuntime } from '../gateway-runtime.ts';
import { type UsableModel, usableModel, usableModels } from '../routing/usable-models.ts';

/** One model as OpenAI's API lists it. `created` is 0: no provider tells it through a connection. */
interface ListedModel {
  readonly id: string;
  readonly object: 'model';
  readonly created: 0;
  readonly owned_by: string;
}

const toListed = ({ id, provider }: UsableModel): ListedModel => ({ id, object: 'model', created: 0, owned_by: provider });

/** GET /models: what this key may ask for, in alphabetical order. */
export const listModels = (runtime: GatewayRuntime, caller: Caller): object => ({
  object: 'list',
  data: usableModels(runtime, caller).map(toListed),
});

/** GET /models/{id}; an id with a slash may come encoded or not. Throws model_not_found for what does not exist or may not be used. */
export const readModel = (runtime: GatewayRuntime, caller: Caller, encodedId: string): object =>
  toListed(usableModel(runtime, caller, encodedId));
