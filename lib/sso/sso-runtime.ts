import type { CommandRuntime } from '#lib/command/context.ts';

/** What sign-ins through providers need of the process; `lib/runtime.ts` provides it. */
export interface SsoRuntime {
  readonly command: CommandRuntime;
  readonly keys: { readonly sessionPepper: Buffer };
}

/** Where a request came from, and under which address its browser knows us. */
export interface SsoFacts {
  readonly requestId: string;
  readonly ip: string | null;
  readonly userAgent: string;
  /** Such as https://tollgate.example.com, without a slash. */
  readonly origin: string;
}
