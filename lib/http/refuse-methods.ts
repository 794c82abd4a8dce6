import { AppError } from '#lib/core/errors.ts';
import { getRuntime } from '#lib/runtime.ts';
import type { RouteHandler } from './define-route.ts';
import { renderProblem } from './render-problem.ts';
import { requestFactsOf } from './request-facts.ts';

const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;
type Method = (typeof methods)[number];

/**
 * The methods a path does not have, as `export const { PUT, DELETE } = refuseMethods('GET', 'POST', 'PATCH')`: 405 with
 * Allow (RFC 9110 section 15.5.6) and the problem; without it Next answers 405 with neither. HEAD and OPTIONS are Next's.
 */
export function refuseMethods(...allowed: readonly Method[]): Readonly<Record<Method, RouteHandler>> {
  const allow = [...(allowed.includes('GET') ? ['HEAD'] : []), 'OPTIONS', ...allowed].sort().join(', ');
  const refuse: RouteHandler = async (request) => {
    const error = new AppError('method_not_allowed', { detail: `This path takes ${allow}.`, headers: { allow } });
    return renderProblem(error, requestFactsOf(request.headers).requestId, getRuntime().logger);
  };
  return { GET: refuse, POST: refuse, PUT: refuse, PATCH: refuse, DELETE: refuse };
}
