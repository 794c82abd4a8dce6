import { AppError } from '#lib/core/errors.ts';
import type { Target } from '../provider.ts';

/** Header values are Latin-1 without line breaks; anything else in a credential is a fault of the connection. */
const headerSafe = /^[\x20-\x7e\x80-\xff]+$/;

/** The connection's credential, safe to stand in a header; null where it has none. Throws AppError('provider_credentials_rejected'). */
export function credentialOf({ connection }: Target): string | null {
  if (connection.credential === null) return null;
  if (headerSafe.test(connection.credential)) return connection.credential;
  throw new AppError('provider_credentials_rejected', {
    detail: `The credential of the connection "${connection.name}" has characters that no header can carry.`,
  });
}
