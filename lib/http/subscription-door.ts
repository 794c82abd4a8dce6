import { headers } from 'next/headers';
import { toAppError } from '#lib/core/errors.ts';
import { toPublicId } from '#lib/core/ids.ts';
import { type OpenedSubscription, openSubscription, setSubscribed } from '#lib/reports/index.ts';
import { getRuntime } from '#lib/runtime.ts';
import { logFault, type Problem, problemOf, renderProblem } from './render-problem.ts';
import { type RequestFacts, requestFactsOf } from './request-facts.ts';

/** What the page of a link gets: what it is about, or the problem to show. */
type Answer =
  | { readonly data: OpenedSubscription; readonly problem?: undefined }
  | { readonly data?: undefined; readonly problem: Problem };

async function answer(work: (facts: RequestFacts) => Promise<OpenedSubscription>): Promise<Answer> {
  const facts = requestFactsOf(await headers());
  try {
    return { data: await work(facts) };
  } catch (thrown) {
    const error = toAppError(thrown);
    logFault(error, facts.requestId, getRuntime().logger);
    return { problem: problemOf(error, facts.requestId) };
  }
}

/** What the link at the foot of a report is about, for its page. */
export const showSubscription = (token: string): Promise<Answer> => answer(() => openSubscription(getRuntime(), token));

/** Ends it or takes that back; for the server action behind the page's buttons, which Next lets no other site call. */
export const changeSubscription = (token: string, isSubscribed: boolean): Promise<Answer> =>
  answer((facts) => setSubscribed(getRuntime(), token, isSubscribed, facts));

/**
 * RFC 8058: a mail program unsubscribes with one POST, from wherever, with nothing but the link. What the body says does not
 * matter: the secret in the address is what counts, and all that it can do is end the messages it came with.
 */
export async function answerOneClick(
  request: Request,
  context: { readonly params: Promise<{ readonly token: string }> },
): Promise<Response> {
  const facts = requestFactsOf(request.headers);
  try {
    const { token } = await context.params;
    await setSubscribed(getRuntime(), token, false, facts);
    return new Response(null, {
      status: 204,
      headers: { 'cache-control': 'no-store', 'x-request-id': toPublicId('request', facts.requestId) },
    });
  } catch (error) {
    return renderProblem(error, facts.requestId, getRuntime().logger);
  }
}
