import type { Gauge, LimitMetric } from '#lib/rate-limits/engine/gauge.ts';
import type { Reading } from '#lib/rate-limits/engine/rate-store.ts';
import type { GatewayCall } from '../calls/gateway-call.ts';

/** Policies that are told of one call, at most; the tightest ones. */
const toldMax = 6;

/** Quota units of the registry where it has one (draft-ietf-httpapi-ratelimit-headers-10 section 3.1.2). */
const unitOf: Readonly<Record<LimitMetric, string>> = {
  requests: 'requests',
  tokens: 'tokens',
  concurrency: 'concurrent-requests',
  cost: 'micro-usd',
};

const seconds = (ms: number): number => Math.ceil(ms / 1000);

/** The names by which callers know limits: whose they are and what they count, and no names of people. */
const nameOf = ({ rule, isBurst }: Gauge): string =>
  `${rule.scope}-${rule.metric}${rule.window === null ? '' : `-${rule.window}`}${isBurst ? '-burst' : ''}`;

const share = ({ gauge, remaining }: Reading): number => remaining / gauge.limit;
const byShare = (a: Reading, b: Reading): number => share(a) - share(b);

/** "1s", "6m0s", as OpenAI writes durations. */
function openAiDuration(ms: number): string {
  if (ms < 1_000) return `${Math.ceil(ms)}ms`;
  const all = seconds(ms);
  const [hours, minutes] = [Math.floor(all / 3600), Math.floor((all % 3600) / 60)];
  const head = hours > 0 ? `${hours}h${minutes}m` : minutes > 0 ? `${minutes}m` : '';
  return `${head}${all % 60}s`;
}

/** Of several limits on one metric, the one that will be reached first. */
const tightest = (readings: readonly Reading[], metric: LimitMetric): Reading | undefined =>
  readings.filter(({ gauge }) => gauge.metric === metric && !gauge.isBurst).sort(byShare)[0];

/** `RateLimit-Policy` and `RateLimit` (draft-ietf-httpapi-ratelimit-headers-10): quota, window, unit; remaining, seconds to the reset. */
function pushStandard(headers: string[], readings: readonly Reading[]): void {
  const told = [...readings].sort(byShare).slice(0, toldMax);
  const names = new Map<string, number>();
  const policies: string[] = [];
  const limits: string[] = [];
  for (const { gauge, remaining, resetMs } of told) {
    const base = nameOf(gauge);
    const count = (names.get(base) ?? 0) + 1;
    names.set(base, count);
    const name = count === 1 ? base : `${base}-${count}`;
    const window = gauge.windowMs === 0 ? '' : `;w=${seconds(gauge.windowMs)}`;
    policies.push(`"${name}";q=${gauge.limit}${window};qu="${unitOf[gauge.metric]}"`);
    limits.push(`"${name}";r=${Math.floor(remaining)}${gauge.windowMs === 0 ? '' : `;t=${seconds(resetMs)}`}`);
  }
  headers.push('ratelimit-policy', policies.join(', '), 'ratelimit', limits.join(', '));
}

/** As OpenAI's API tells its limits (platform.openai.com, "Rate limits in headers"). */
function pushOpenAi(headers: string[], readings: readonly Reading[]): void {
  for (const metric of ['requests', 'tokens'] as const) {
    const reading = tightest(readings, metric);
    if (reading === undefined) continue;
    const { gauge, remaining, resetMs } = reading;
    headers.push(`x-ratelimit-limit-${metric}`, String(gauge.limit), `x-ratelimit-remaining-${metric}`, String(Math.floor(remaining)));
    headers.push(`x-ratelimit-reset-${metric}`, openAiDuration(resetMs));
  }
}

/** As Anthropic's API tells them (docs.anthropic.com, "Rate limits", response headers): resets are RFC 3339. */
function pushAnthropic(headers: string[], readings: readonly Reading[], nowMs: number): void {
  for (const metric of ['requests', 'tokens'] as const) {
    const reading = tightest(readings, metric);
    if (reading === undefined) continue;
    const { gauge, remaining, resetMs } = reading;
    const name = `anthropic-ratelimit-${metric}`;
    const reset = new Date(Math.ceil((nowMs + resetMs) / 1000) * 1000).toISOString().replace('.000Z', 'Z');
    headers.push(`${name}-limit`, String(gauge.limit), `${name}-remaining`, String(Math.floor(remaining)), `${name}-reset`, reset);
  }
}

/** How the limits of a call stood when it was admitted or refused, in the standard's words and in those of the caller's protocol. */
export function pushRateHeaders(headers: string[], call: GatewayCall): void {
  const readings = call.rate?.readings ?? [];
  if (readings.length === 0) return;
  pushStandard(headers, readings);
  const dialect = call.protocol?.rateHeaders ?? 'openai';
  if (dialect === 'openai') pushOpenAi(headers, readings);
  else if (dialect === 'anthropic') pushAnthropic(headers, readings, call.runtime.clock.now());
}
