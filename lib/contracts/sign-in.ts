/**
 * Why a sign-in failed, as it travels in the `error` parameter that next-auth sends back: a code, and after a dot what the
 * form needs to go on, in base64url because next-auth puts it into a redirect without encoding it.
 */

interface Choice {
  readonly slug: string;
  readonly name: string;
}

/** By hand and not by a schema: the sign-in page loads nothing that it can do without. */
const isChoice = (value: unknown): value is Choice =>
  typeof value === 'object' &&
  value !== null &&
  'slug' in value &&
  typeof value.slug === 'string' &&
  'name' in value &&
  typeof value.name === 'string';

const isChoices = (value: unknown): value is readonly Choice[] => Array.isArray(value) && value.length >= 2 && value.every(isChoice);

export type SignInFailure =
  /** E-mail or password is not right, or the account may not enter. */
  | { readonly code: 'invalid_credentials' }
  | { readonly code: 'rate_limited'; readonly retryAfterSeconds: number }
  /** The password fits in several organizations; the form asks which and sends its slug as `tenant`. */
  | { readonly code: 'organization_choice'; readonly choices: readonly Choice[] }
  /** Nothing was found out, the database being away for instance. */
  | { readonly code: 'unavailable' };

const toBase64Url = (text: string): string =>
  btoa(String.fromCharCode(...new TextEncoder().encode(text)))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');

const fromBase64Url = (text: string): string =>
  new TextDecoder().decode(Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (character) => character.charCodeAt(0)));

export function encodeSignInFailure(failure: SignInFailure): string {
  if (failure.code === 'rate_limited') return `rate_limited.${failure.retryAfterSeconds}`;
  if (failure.code === 'organization_choice') return `organization_choice.${toBase64Url(JSON.stringify(failure.choices))}`;
  return failure.code;
}

/** Reads the `error` parameter; whatever is not ours (next-auth's own `CredentialsSignin`, or something made up) is the plainest failure that fits. */
export function decodeSignInFailure(text: string): SignInFailure {
  const dot = text.indexOf('.');
  const code = dot === -1 ? text : text.slice(0, dot);
  const rest = dot === -1 ? '' : text.slice(dot + 1);
  if (code === 'CredentialsSignin' || code === 'invalid_credentials') return { code: 'invalid_credentials' };
  if (code === 'rate_limited') return { code, retryAfterSeconds: Math.min(3600, Math.max(1, Math.trunc(Number(rest)) || 60)) };
  if (code !== 'organization_choice') return { code: 'unavailable' };
  try {
    const choices: unknown = JSON.parse(fromBase64Url(rest));
    return isChoices(choices) ? { code, choices } : { code: 'unavailable' };
  } catch {
    return { code: 'unavailable' };
  }
}
