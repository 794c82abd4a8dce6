import { AppError } from '#lib/core/errors.ts';
import { fromPublicId, toPublicId } from '#lib/core/ids.ts';
import { signOut } from '#lib/identity/sign-out.ts';
import { getRuntime } from '#lib/runtime.ts';
import {
  finishOidcSignIn,
  finishSamlSignIn,
  kindFacts,
  locateConnection,
  providerSignOutAddress,
  readTicket,
  receiveAssertion,
  receiveSignOut,
  spMetadata,
} from '#lib/sso/index.ts';
import { sessionSecretOf } from './authenticate.ts';
import { refuseCrossSite } from './request-facts.ts';
import type { RouteContext } from './route-input.ts';
import {
  browserSecretOf,
  connectionOf,
  endedSessionCookie,
  failureAddress,
  goTo,
  outcomeAnswer,
  readForm,
  ssoRoute,
} from './sso-request.ts';

/** The connection of the path, where it speaks the protocol that the path belongs to. */
async function connectionSpeaking(context: RouteContext, protocol: 'oidc' | 'saml') {
  const connection = await connectionOf(context);
  if (kindFacts[connection.kind].protocol !== protocol) throw new AppError('not_found');
  return connection;
}

/** The redirect URI of OpenID Connect. */
export const oidcCallback = ssoRoute(async (request, facts, context) => {
  const connection = await connectionSpeaking(context, 'oidc');
  const { searchParams: given } = new URL(request.url);
  const state = given.get('state');
  const answer = {
    ...{ state, code: given.get('code'), iss: given.get('iss') },
    ...{ error: given.get('error'), errorDescription: given.get('error_description') },
    browserSecret: state === null ? undefined : browserSecretOf(request.headers, state),
  };
  const outcome = await finishOidcSignIn(getRuntime(), connection, answer, facts);
  return outcomeAnswer(request, outcome, facts.requestId, state);
});

/** The Assertion Consumer Service of SAML. Other sites post here, that is what it is for. */
export const samlAcs = ssoRoute(async (request, facts, context) => {
  const connection = await connectionSpeaking(context, 'saml');
  const form = await readForm(request);
  const outcome = await receiveAssertion(getRuntime(), connection, form.get('SAMLResponse') ?? '', facts);
  if (outcome.kind === 'refused') return goTo(failureAddress(outcome.code, facts.requestId));
  const connectionId = toPublicId('ssoConnection', connection.id);
  const query = new URLSearchParams({ ticket: outcome.ticket });
  if (!outcome.confirm) return goTo(`/api/sso/${connectionId}/complete?${query}`);
  query.set('connection', connectionId);
  return goTo(`/sign-in/confirm?${query}`);
});

async function complete(
  request: Request,
  context: RouteContext,
  facts: Parameters<typeof finishSamlSignIn>[3],
  ticket: string,
  confirmed: boolean,
) {
  const connection = await connectionSpeaking(context, 'saml');
  const waiting = await readTicket(getRuntime(), connection, ticket);
  const handle = waiting?.handle ?? null;
  const browserSecret = handle === null ? undefined : browserSecretOf(request.headers, handle);
  const outcome = await finishSamlSignIn(getRuntime(), connection, { ticket, browserSecret, confirmed }, facts);
  return outcomeAnswer(request, outcome, facts.requestId, handle);
}

/** The second step of SAML, to which the browser brings its cookies. */
export const samlComplete = ssoRoute((request, facts, context) =>
  complete(request, context, facts, new URL(request.url).searchParams.get('ticket') ?? '', false),
);

/** The second step where the provider began: a person has said yes on our own page. */
export const samlConfirm = ssoRoute(async (request, facts, context) => {
  refuseCrossSite(request);
  return complete(request, context, facts, (await readForm(request)).get('ticket') ?? '', true);
});

/** Our SAML metadata. */
export const samlMetadata = ssoRoute(async (_request, facts, context) => {
  const connection = await connectionSpeaking(context, 'saml');
  const headers = { 'content-type': 'application/samlmetadata+xml', 'cache-control': 'no-store' };
  return new Response(spMetadata(connection, facts.origin), { headers });
});

/** SAML Single Logout by HTTP-POST: the provider signs somebody out. Answers to our own sign-outs only lead back. */
export const samlLogout = ssoRoute(async (request, facts, context) => {
  const connection = await connectionSpeaking(context, 'saml');
  const form = await readForm(request);
  const samlRequest = form.get('SAMLRequest');
  if (samlRequest === null) return goTo('/sign-in');
  const outcome = await receiveSignOut(getRuntime(), connection, samlRequest, facts);
  if (outcome.kind === 'refused') return goTo(failureAddress(outcome.code, facts.requestId));
  return goTo(outcome.url ?? '/sign-in');
});

/** Where a provider's answer to our own sign-out by HTTP-Redirect ends; the session ended here before it was asked. */
export const samlLogoutReturn = ssoRoute(async (_request, _facts, context) => {
  await connectionSpeaking(context, 'saml');
  return goTo('/sign-in');
});

/** Signs out: ends the session here at once and says where the browser ends the provider's too; null where there is none. */
export const signOutEverywhere = ssoRoute(async (request, facts) => {
  refuseCrossSite(request);
  const secret = await sessionSecretOf(request.headers);
  const headers = new Headers({ 'cache-control': 'no-store', 'set-cookie': endedSessionCookie(request.headers) });
  if (secret === undefined) return Response.json({ url: null }, { headers });
  await signOut(getRuntime(), secret, facts);
  const url = await providerSignOutAddress(getRuntime(), secret, facts.origin);
  return Response.json({ url }, { headers });
});

/** Whom a sign-in that the provider began is about, for the page that asks; null when it is over. */
export async function ticketQuestion(connectionId: string, ticket: string): Promise<{ email: string | null; provider: string } | null> {
  const id = fromPublicId('ssoConnection', connectionId);
  const connection = id === undefined ? undefined : await locateConnection(getRuntime(), id);
  if (connection === undefined) return null;
  const waiting = await readTicket(getRuntime(), connection, ticket);
  return waiting === undefined || waiting.isBound ? null : { email: waiting.email, provider: connection.name };
}
