import { Secret, TOTP } from 'otpauth';

/** Codes of authenticator apps (RFC 6238): SHA-1, thirty seconds, six digits, because that is what all apps can. */
const scheme = { algorithm: 'SHA1', digits: 6, period: 30 } as const;

/** Steps before and after the present one whose code is taken: clocks differ, and people type slowly. */
const stepsAround = 1;

/** A new secret of 160 bits (RFC 4226 section 4), in base32 as apps take it. */
export const newTotpSecret = (): string => new Secret({ size: 20 }).base32;

/** What the QR code holds: `otpauth://totp/…`, the format that apps read. */
export function totpUri(secret: string, account: { readonly issuer: string; readonly label: string }): string {
  return new TOTP({ ...scheme, ...account, secret: Secret.fromBase32(secret) }).toString();
}

/**
 * The time step whose code this is; null for a wrong code and for one of a step that was used already or came before it
 * (RFC 6238 section 5.2).
 */
export function totpStepOf(secret: string, code: string, at: { readonly nowMs: number; readonly lastStep: number | null }): number | null {
  if (!/^\d{6}$/.test(code)) return null;
  const totp = new TOTP({ ...scheme, secret: Secret.fromBase32(secret) });
  const delta = totp.validate({ token: code, timestamp: at.nowMs, window: stepsAround });
  if (delta === null) return null;
  const step = Math.floor(at.nowMs / 1000 / scheme.period) + delta;
  return at.lastStep !== null && step <= at.lastStep ? null : step;
}
