import { AppError } from '#lib/core/errors.ts';
import { isGatewayPath } from '#lib/gateway/index.ts';
import { getRuntime } from '#lib/runtime.ts';
import { gatewayRoute } from './gateway-route.ts';
import { renderProblem } from './render-problem.ts';
import { requestFactsOf } from './request-facts.ts';

/** Answers every path of the API that no route file has; on the gateway's paths in the shape of its callers' protocol. */
export function refusePath(request: Request): Response | Promise<Response> {
  const path = new URL(request.url).pathname;
  if (isGatewayPath(path)) return gatewayRoute(request);
  const error = new AppError('not_found', {
    detail: `There is no ${path.slice(0, 200)}. The paths that exist are in /api/v1/openapi.json.`,
  });
  return renderProblem(error, requestFactsOf(request.headers).requestId, getRuntime().logger);
}
