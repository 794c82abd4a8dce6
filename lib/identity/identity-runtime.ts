import type { Databases } from '#db/client.ts';
import type { Clock } from '#lib/core/clock.ts';
import type { Logger } from '#lib/core/logger.ts';
import type { MasterKeys } from '#lib/core/master-keys.ts';
import type { RequestLimiter } from '#lib/rate-limits/request-limiter.ts';
import type { SignInGuard } from './sign-in-guard.ts';

/** What signing in and out needs of the process; `lib/runtime.ts` provides it. */
export interface IdentityRuntime {
  readonly databases: Databases;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly keys: { readonly sessionPepper: Buffer; readonly masterKeys: MasterKeys };
  readonly signInGuard: SignInGuard;
  /** Counts sign-ins over all console processes; null where each counts alone. */
  readonly signInLimiter: RequestLimiter | null;
}

/** Where a sign-in or sign-out came from. */
export interface SignInFacts {
  readonly requestId: string;
  readonly ip: string | null;
  readonly userAgent: string;
  /** ISO 3166-1 alpha-2, where a trusted proxy says. */
  readonly country?: string | null;
  /** The address the browser asked. */
  readonly site?: string | null;
}
