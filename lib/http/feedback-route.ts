import { Feedback } from '#lib/contracts/feedback.ts';
import { toPublicId } from '#lib/core/ids.ts';
import { giveFeedback, giveFeedbackByKey } from '#lib/feedback/index.ts';
import { looksLikeVirtualKey } from '#lib/keys/virtual-key.ts';
import { requireAllowance } from '#lib/rate-limits/request-limiter.ts';
import { getRuntime } from '#lib/runtime.ts';
import { defineRoute, type RouteHandler } from './define-route.ts';
import { readJsonObject } from './read-json.ts';
import { renderProblem } from './render-problem.ts';
import { requestFactsOf } from './request-facts.ts';

const bearer = /^Bearer +(\S+) *$/i;

const bySession = defineRoute(giveFeedback);

/** Feedback of an app, which has the virtual key that it calls models with and no session. */
async function byKey(request: Request, key: string): Promise<Response> {
  const facts = requestFactsOf(request.headers);
  const { command, managementLimiter, logger } = getRuntime();
  try {
    if (managementLimiter !== null)
      await requireAllowance(managementLimiter, `address ${facts.ip ?? 'unknown'}`, 'Too many requests to the management API');
    const body = Feedback.encode(await giveFeedbackByKey(command, key, await readJsonObject(request)));
    return Response.json(body, { headers: { 'x-request-id': toPublicId('request', facts.requestId), 'cache-control': 'no-store' } });
  } catch (error) {
    return renderProblem(error, facts.requestId, logger);
  }
}

/** `POST /feedback`: by a virtual key where one was sent, else like every operation. */
export const feedbackRoute: RouteHandler = (request, context) => {
  const key = bearer.exec(request.headers.get('authorization') ?? '')?.[1];
  return key !== undefined && looksLikeVirtualKey(key) ? byKey(request, key) : bySession(request, context);
};
