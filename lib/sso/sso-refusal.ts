import type { SsoFailureCode } from '#lib/contracts/sso-failures.ts';

/** A sign-in that ends without a session. `message` is for administrators: it stands in the sync log. */
export class SsoRefusal extends Error {
  readonly code: SsoFailureCode;

  constructor(code: SsoFailureCode, message: string) {
    super(message);
    this.code = code;
  }
}

/** An answer that is not what it has to be. */
export const invalid = (message: string): SsoRefusal => new SsoRefusal('invalid_response', message);
