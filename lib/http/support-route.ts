import { AppError } from '#lib/core/errors.ts';
import { fromPublicId } from '#lib/core/ids.ts';
import { enterSupport } from '#lib/platform/enter-support.ts';
import { getRuntime } from '#lib/runtime.ts';
import { authenticateSession } from './authenticate.ts';
import { refuseCrossSite } from './request-facts.ts';
import { goTo, sessionCookie, ssoRoute } from './sso-request.ts';

/** An operator goes into the organization that let them in: the browser's session becomes that of the account opened for it. */
export const enterSupportRoute = ssoRoute(async (request, facts, context) => {
  refuseCrossSite(request);
  const authentication = await authenticateSession(request.headers);
  if (authentication === null) throw new AppError('unauthenticated');
  const given = (await context.params)?.support_access_id;
  const id = fromPublicId('supportAccess', typeof given === 'string' ? given : '');
  if (id === undefined) throw new AppError('not_found');
  const secret = await enterSupport(getRuntime(), authentication, id, facts);
  return goTo('/overview', [await sessionCookie(request.headers, secret)]);
});
