import { Inngest } from 'inngest';
import type { Env } from '#lib/core/env.ts';
import type { Logger } from '#lib/core/logger.ts';

const said = (logger: Logger) => {
  const at = (level: 'info' | 'warn' | 'error' | 'debug') => (first: unknown, second?: unknown) =>
    logger[level](
      typeof first === 'object' && first !== null ? first : {},
      String(typeof first === 'string' ? first : (second ?? 'Inngest')),
    );
  return { info: at('debug'), warn: at('warn'), error: at('error'), debug: at('debug') };
};

/** The client of the Inngest server that the environment names; null where it names none. Connects to nothing yet. */
export function inngestClient(env: Env, logger: Logger): Inngest | null {
  const { INNGEST_EVENT_KEY: eventKey, INNGEST_SIGNING_KEY: signingKey, INNGEST_BASE_URL: baseUrl } = env;
  if (eventKey === undefined || signingKey === undefined) return null;
  return new Inngest({
    ...{ id: 'tollgate', eventKey, signingKey, logger: said(logger) },
    ...(env.INNGEST_SIGNING_KEY_FALLBACK === undefined ? {} : { signingKeyFallback: env.INNGEST_SIGNING_KEY_FALLBACK }),
    ...(baseUrl === undefined ? {} : { baseUrl }),
    // Never without signatures, whatever INNGEST_DEV says.
    isDev: false,
    // Each step is answered for before the next one begins, so that history and server agree.
    checkpointing: false,
    aiMetadata: false,
  });
}
