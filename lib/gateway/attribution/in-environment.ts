import type { Asked, Caller, GatewayCall } from '../calls/gateway-call.ts';
import { mappedAsk } from '../transformations/mapped-ask.ts';

/** The model that calls name where the environment says which one it is. */
export const environmentModel = 'environment';

/**
 * What is asked, as the environment of the call has it: its own model for the name `environment`, so that an app goes from staging to
 * production unchanged, and for its model, by that name or its own, another one where nobody can serve it. Other models are none of its business.
 */
export function inEnvironment(call: GatewayCall, { tenant }: Caller, asked: Asked): Asked {
  const environmentId = call.attribution?.environmentId;
  const models = environmentId === undefined ? undefined : tenant.attributions?.modelsOf(environmentId);
  if (models === undefined) return asked;
  const { model } = asked.ask;
  if (model !== environmentModel && model !== models.primary) return asked;
  const ask = model === models.primary ? asked.ask : mappedAsk(asked.ask, models.primary);
  return { ...asked, ask, ...(models.fallback === null ? {} : { fallback: { of: models.primary, model: models.fallback } }) };
}
