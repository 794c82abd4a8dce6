import type { Clock } from '#lib/core/clock.ts';
import type { Env } from '#lib/core/env.ts';
import type { Logger } from '#lib/core/logger.ts';
import { CallTelemetry } from './call-telemetry.ts';

/** `name=value` pairs with commas between them, values percent-encoded (OpenTelemetry, OTLP exporter configuration). */
function headersOf(text: string): Record<string, string> {
  const pairs = text.split(',').flatMap((pair) => {
    const at = pair.indexOf('=');
    return at === -1 ? [] : [[pair.slice(0, at).trim(), decodeURIComponent(pair.slice(at + 1).trim())] as const];
  });
  return Object.fromEntries(pairs);
}

/** Sends calls to the collector that the environment names; null where it names none. */
export function openTelemetry(env: Env, clock: Clock, logger: Logger): CallTelemetry | null {
  const { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint } = env;
  if (endpoint === undefined) return null;
  return new CallTelemetry({
    ...{ endpoint, headers: headersOf(env.OTEL_EXPORTER_OTLP_HEADERS), serviceName: env.OTEL_SERVICE_NAME },
    ...{ optIn: env.OTEL_SEMCONV_STABILITY_OPT_IN, clock, logger },
  });
}
