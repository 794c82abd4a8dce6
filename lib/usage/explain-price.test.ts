import { describe, expect, it } from 'vitest';
import type { UsageEvent } from '#lib/contracts/usage.ts';
import { explanationOf } from './explain-price.ts';

const call: UsageEvent = {
  ...{ id: 'x', occurred_at: new Date(0), status: 'succeeded', http_status: 200, error_code: null },
  ...{ department: null, team: null, user: null, key: null, connection: null, route: null, task_type: null },
  ...{ project: null, environment: null, cost_centers: [] },
  ...{ provider: 'mcp', model: 'github/search', requested_model: 'github/search', protocol: 'mcp', streamed: false },
  ...{ input_tokens: 0, cache_read_tokens: null, cache_write_tokens: null, output_tokens: 0, reasoning_tokens: null },
  ...{
    usage_source: 'provider',
    cost_usd: 1_000_000n,
    corrected_usd: null,
    cost_state: 'priced',
    latency_ms: 1,
    first_token_ms: null,
    attempts: 1,
  },
  ...{ route_version: null, routed_via: null, routing_reasons: [], failed_attempts: [] },
  ...{
    cache_state: null,
    saved_usd: 0n,
    baseline_usd: 1_000_000n,
    policy: null,
    data: null,
    service_tier: null,
    inference_geo: null,
    billed_units: {},
  },
};

describe('[COST-2] the cost of a call with attempts that gave no answer', () => {
  const failed = { connection: null, provider: 'openai', model: 'gpt-4o', fault: 'silent', error_code: null, http_status: null } as const;
  const price = { price_version_id: null, price_override_id: null, provider: 'openai', model: 'gpt-4o', from_tokens: 0, lines: [] };

  it('is its lines and what they may be billed for', () => {
    const chat = { ...call, protocol: 'openai.chat_completions', failed_attempts: [{ ...failed, duration_ms: 9, cost_usd: 400_000n }] };
    expect(explanationOf(chat, { ...price, sum_usd: 600_000n })).toMatch(/the cost is their sum and what attempts without an answer may/);
    expect(explanationOf(chat, { ...price, sum_usd: 1_000_000n })).toMatch(/do not add up/);
  });
});

describe('[GW-9] the cost of a call of a tool', () => {
  it('is explained by the price of its server, and not by the price list', () => {
    expect(explanationOf(call, null)).toBe('A call of a tool has no tokens; it costs what its server was registered with.');
    expect(explanationOf({ ...call, usage_source: 'counted' }, null)).toMatch(/^Whether the tool did its work is not known/);
    expect(explanationOf({ ...call, usage_source: 'none', cost_state: 'not_billed' }, null)).toMatch(/never sent .* Nothing was billed\.$/);
    expect(explanationOf({ ...call, protocol: 'openai.embeddings' }, null)).toMatch(/price list any more/);
  });
});
