import { headers } from 'next/headers';
import { InvitationAcceptance } from '#lib/contracts/invitation-acceptance.ts';
import type { OpenedInvitation } from '#lib/contracts/invitations.ts';
import { AppError, toAppError } from '#lib/core/errors.ts';
import type { Joined } from '#lib/invitations/accept-invitation.ts';
import { acceptInvitation, openInvitation } from '#lib/invitations/index.ts';
import { getRuntime } from '#lib/runtime.ts';
import { logFault, type Problem, problemOf } from './render-problem.ts';
import { requestFactsOf } from './request-facts.ts';

/** What a page for people who are not signed in gets: the result, or the problem to show. */
type Answer<Data> = { readonly data: Data; readonly problem?: undefined } | { readonly data?: undefined; readonly problem: Problem };

async function answer<Data>(work: (facts: ReturnType<typeof requestFactsOf>) => Promise<Data>): Promise<Answer<Data>> {
  const facts = requestFactsOf(await headers());
  try {
    return { data: await work(facts) };
  } catch (thrown) {
    const error = toAppError(thrown);
    logFault(error, facts.requestId, getRuntime().logger);
    return { problem: problemOf(error, facts.requestId) };
  }
}

/** What the link of an invitation is about, for its page. */
export const showInvitation = (token: string): Promise<Answer<OpenedInvitation>> => answer(() => openInvitation(getRuntime(), token));

/** Makes the account that an invitation promises; for the server action behind the page's button, which Next lets no other site call. */
export const joinByInvitation = (input: unknown): Promise<Answer<Joined>> =>
  answer((facts) => {
    const given = InvitationAcceptance.safeParse(input);
    if (given.success) return acceptInvitation(getRuntime(), given.data, facts);
    const errors = given.error.issues.map(({ path, message }) => ({ pointer: `/${path.join('/')}`, detail: message }));
    throw new AppError('validation_failed', { errors });
  });
