import { createLocalJWKSet, errors, type JSONWebKeySet, type JWTPayload, jwtVerify } from 'jose';
import { invalid } from '../sso-refusal.ts';

/**
 * Signatures by a provider's private key only. `none` and HMAC are not among them: with HMAC anybody who knows a public key,
 * or the client's secret, could sign (RFC 8725 sections 2.1 and 3.1).
 */
const algorithms = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA'];

/** How far clocks may differ, in seconds. */
const clockToleranceSeconds = 60;
/** A token that was issued longer ago was not issued for this sign-in, which lasts ten minutes at most. */
const ageSecondsMax = 15 * 60;

export interface ExpectedToken {
  readonly issuer: string;
  readonly clientId: string;
  readonly nonce: string;
  readonly now: Date;
}

/** Why a token was not taken, in the library's words without the token. */
const reasonOf = (error: unknown): string => (error instanceof errors.JOSEError ? error.message : 'it cannot be read');

/**
 * The claims of an ID token whose signature, issuer, audience, times and nonce are right (OpenID Connect Core 1.0 section
 * 3.1.3.7). Throws SsoRefusal for every other.
 */
export async function verifyIdToken(token: string, keys: JSONWebKeySet, expected: ExpectedToken): Promise<JWTPayload & { sub: string }> {
  const { issuer, clientId, nonce, now } = expected;
  const verified = await jwtVerify(token, createLocalJWKSet(keys), {
    ...{ algorithms, issuer, audience: clientId, currentDate: now, clockTolerance: clockToleranceSeconds },
    ...{ maxTokenAge: ageSecondsMax, requiredClaims: ['sub', 'exp', 'iat', 'nonce'] },
  }).catch((error: unknown) => {
    throw invalid(`The ID token is not valid: ${reasonOf(error)}`);
  });
  const { payload } = verified;
  if (payload.nonce !== nonce) throw invalid('The ID token is not valid: its nonce belongs to another sign-in');
  const { sub, azp, aud } = payload;
  if (typeof sub !== 'string' || sub === '' || sub.length > 255) throw invalid('The ID token is not valid: it names no subject');
  if ((Array.isArray(aud) && aud.length > 1 && azp === undefined) || (azp !== undefined && azp !== clientId))
    throw invalid('The ID token is not valid: it was issued to another client (azp)');
  return { ...payload, sub };
}
