import { AppError } from '#lib/core/errors.ts';

/** Where the browser is: passkeys are bound to it. */
export interface Site {
  /** `https://tollgate.example.com`, with the port where it is not the usual one. */
  readonly origin: string;
  /** The relying party: the host alone. */
  readonly rpId: string;
}

/**
 * The site behind the origin that the request was sent to. Whoever lies about the host gains nothing: the authenticator
 * signs for the host it is really on, and a passkey is taken only on the one it was made for.
 */
export function siteOf(origin: string | null | undefined): Site {
  if (origin === null || origin === undefined || !URL.canParse(origin))
    throw new AppError('invalid_request', { detail: 'Passkeys need a browser that says which host it asked.' });
  const url = new URL(origin);
  return { origin: url.origin, rpId: url.hostname };
}
