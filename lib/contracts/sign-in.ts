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

const factorMethods = ['passkey', 'totp', 'sms', 'recovery'] as const;
/** How a second factor can be proven at sign-in. */
export type FactorMethod = (typeof factorMethods)[number];

/** What the second step of a sign-in asks. */
export interface SecondFactorQuestion {
  /** Stands for the password that was right; good for five minutes and nothing but the second step. */
  readonly pending: string;
  /** Those the person has, the strongest first. */
  readonly methods: readonly FactorMethod[];
  /** For a passkey, with those it may be. */
  readonly challenge: string;
  readonly passkeys: readonly { readonly id: string; readonly transports: readonly string[] }[];
  /** The last digits of the telephone; empty without one. */
  readonly phone: string;
}

const isText = (value: unknown): value is string => typeof value === 'string';
const isTexts = (value: unknown): value is readonly string[] => Array.isArray(value) && value.every(isText);
const isPasskey = (value: unknown): value is SecondFactorQuestion['passkeys'][number] =>
  typeof value === 'object' && value !== null && 'id' in value && isText(value.id) && 'transports' in value && isTexts(value.transports);

function readQuestion(value: unknown): SecondFactorQuestion | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { pending, methods, challenge, passkeys, phone }: Partial<Record<keyof SecondFactorQuestion, unknown>> = value;
  if (!isText(pending) || !isText(challenge) || !isText(phone) || !isTexts(methods)) return undefined;
  if (!Array.isArray(passkeys) || !passkeys.every(isPasskey)) return undefined;
  return { pending, challenge, phone, passkeys, methods: factorMethods.filter((method) => methods.includes(method)) };
}

export type SignInFailure =
  /** E-mail or password is not right, or the account may not enter. */
  | { readonly code: 'invalid_credentials' }
  | { readonly code: 'rate_limited'; readonly retryAfterSeconds: number }
  /** The password fits in several organizations; the form asks which and sends its slug as `tenant`. */
  | { readonly code: 'organization_choice'; readonly choices: readonly Choice[] }
  /** The password was right, but the organization takes none: its identity provider is the way in. */
  | { readonly code: 'single_sign_on_required' }
  /** The password was right; the form goes on with the second factor. */
  | { readonly code: 'second_factor'; readonly question: SecondFactorQuestion }
  /** The second factor was not right; it can be tried again. */
  | { readonly code: 'wrong_factor' }
  /** The second step took too long, or was wrong too often: from the start again. */
  | { readonly code: 'sign_in_over' }
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
  if (failure.code === 'second_factor') return `second_factor.${toBase64Url(JSON.stringify(failure.question))}`;
  return failure.code;
}

function decodeJson(text: string): unknown {
  try {
    return JSON.parse(fromBase64Url(text));
  } catch {
    return undefined;
  }
}

/** Reads the `error` parameter; whatever is not ours (next-auth's own `CredentialsSignin`, or something made up) is the plainest failure that fits. */
export function decodeSignInFailure(text: string): SignInFailure {
  const dot = text.indexOf('.');
  const code = dot === -1 ? text : text.slice(0, dot);
  const rest = dot === -1 ? '' : text.slice(dot + 1);
  if (code === 'CredentialsSignin' || code === 'invalid_credentials') return { code: 'invalid_credentials' };
  if (code === 'single_sign_on_required') return { code };
  if (code === 'rate_limited') return { code, retryAfterSeconds: Math.min(3600, Math.max(1, Math.trunc(Number(rest)) || 60)) };
  if (code === 'wrong_factor' || code === 'sign_in_over') return { code };
  if (code === 'second_factor') {
    const question = readQuestion(decodeJson(rest));
    return question === undefined ? { code: 'unavailable' } : { code, question };
  }
  if (code !== 'organization_choice') return { code: 'unavailable' };
  const choices = decodeJson(rest);
  return isChoices(choices) ? { code, choices } : { code: 'unavailable' };
}
