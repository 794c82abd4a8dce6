import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { SampleCalls } from '#tests/support/sample-calls.ts';
import { canonicalEvent, eventDigest } from './event-digest.ts';
import type { UsageEvent } from './usage-event.ts';

/** RFC 8785 by its definition: members sorted by UTF-16 code units, recursively. */
function canonicalJson(value: unknown): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${canonicalJson(member)}`).join(',')}}`;
}

const calls = new SampleCalls({ seed: 6, tenants: 2 });

describe('canonical form of a usage event', () => {
  test('is what an independent RFC 8785 serializer makes of it', () => {
    for (let index = 0; index < 300; index += 1) {
      const text = canonicalEvent(calls.event());
      expect(text).toBe(canonicalJson(JSON.parse(text)));
    }
    const found = { request: { iban: 1, email: 2 }, answer: { phone: 1, credit_card: 1 } };
    const text = canonicalEvent({ ...calls.event(), classification: { class: 'restricted', by: 'found', action: 'redacted', ...found } });
    expect(text).toBe(canonicalJson(JSON.parse(text)));
    expect(text).toContain('"v":5');
    const attempt = {
      connectionId: 'c',
      provider: 'p',
      model: 'm',
      fault: 'cut',
      errorCode: null,
      httpStatus: 200,
      durationMs: 5,
    } as const;
    const routing = { version: 2, via: 'fallback', reasons: ['failover'], failed: [attempt] } as const;
    for (const more of [{ routing }, { baselineNanoUsd: 7n }, { routing: {}, baselineNanoUsd: 7n }]) {
      const routed = canonicalEvent({ ...calls.event(), ...more });
      expect(routed).toBe(canonicalJson(JSON.parse(routed)));
      expect(routed).toContain('"v":6');
    }
    const booked = canonicalEvent({ ...calls.event(), routing: { failed: [attempt, { ...attempt, bookedNanoUsd: 1_500 }] } });
    expect(booked).toBe(canonicalJson(JSON.parse(booked)));
    expect(booked).toContain('{"booked_nano_usd":"1500","connection_id":"c",');
    expect(booked).toContain('"v":7');
    const inUs = canonicalEvent({ ...calls.event(), billing: { geo: 'us', units: { webSearches: 1 } } });
    expect(inUs).toBe(canonicalJson(JSON.parse(inUs)));
    expect(inUs).toContain('"v":7');
    const charged = canonicalEvent({ ...calls.event(), billing: { tier: 'flex', units: { webSearches: 2, audioMs: 9 } } });
    expect(charged).toBe(canonicalJson(JSON.parse(charged)));
    expect(charged).toContain('"v":6');
  });

  test('sorts tags by code units, numbers among them, and keeps a tag called __proto__', () => {
    const tags = Object.fromEntries([
      ['b', '1'],
      ['10', '2'],
      ['9', '3'],
      ['\u{1f600}', '4'],
      ['\ufb33', '5'],
      ['__proto__', '6'],
      ['"', '\\'],
    ]);
    const text = canonicalEvent({ ...calls.event(), tags });
    expect(text).toContain('"tags":{"\\"":"\\\\","10":"2","9":"3","__proto__":"6","b":"1","\u{1f600}":"4","\ufb33":"5"}');
  });

  test('has every field of the event: a change of any of them changes the digest', () => {
    const described = calls.settlementOf(calls.hold());
    const work = { projectId: 'p', environmentId: 'e', costShares: [{ costCenterId: 'c', partsPerMillion: 1_000_000 }] };
    const policy = { outcome: 'deny', policies: [{ id: 'p', version: 1, mode: 'active', actions: ['deny'] }] } as const;
    const classification = { class: 'restricted', by: 'found', action: 'redacted', request: { iban: 1, email: 2 }, answer: {} } as const;
    const routing = { version: 2, via: 'fallback', reasons: ['failover'], failed: [] } as const;
    const billing = { tier: 'priority', units: { webSearches: 2, pictures: 1 } } as const;
    const event: UsageEvent = {
      ...described,
      billing,
      policy,
      classification,
      routing,
      baselineNanoUsd: 9n,
      tags: { a: 'b' },
      attribution: { ...described.attribution, ...work },
    };
    const digests = new Set([eventDigest(event)]);
    const changes: UsageEvent[] = [];
    for (const name of Object.keys(event.usage)) changes.push({ ...event, usage: { ...event.usage, [name]: 987_654 } });
    for (const name of Object.keys(event.attribution)) {
      const other = name === 'costShares' ? [{ costCenterId: 'd', partsPerMillion: 1_000_000 }] : 'other';
      changes.push({ ...event, attribution: { ...event.attribution, [name]: other } });
    }
    for (const [name, value] of Object.entries(event)) {
      if (name === 'usage' || name === 'attribution') continue;
      const other =
        typeof value === 'bigint' ? value + 1n : typeof value === 'number' ? value + 1 : typeof value === 'boolean' ? !value : 'other';
      if (name === 'policy') changes.push({ ...event, policy: { ...policy, outcome: 'allow' } });
      else if (name === 'billing') changes.push({ ...event, billing: { ...billing, tier: 'flex' } });
      else if (name === 'classification') changes.push({ ...event, classification: { ...classification, action: 'blocked' } });
      else if (name === 'routing') changes.push({ ...event, routing: { ...routing, version: 3 } });
      else changes.push({ ...event, [name]: name === 'tags' ? { a: 'c' } : other });
    }
    expect(changes).toHaveLength(5 + 8 + Object.keys(event).length - 2);
    for (const changed of changes) digests.add(eventDigest(changed));
    expect(digests.size).toBe(changes.length + 1);
  });

  test('an example, for whoever checks with other tools', () => {
    const event: UsageEvent = {
      id: '01936b1e-7a00-7000-8000-000000000001',
      attribution: { tenantId: '01936b1e-7a00-7000-8000-000000000002', departmentId: null, teamId: null, userId: null, keyId: null },
      protocol: 'openai.chat_completions',
      streamed: false,
      requestedModel: 'gpt-4o-mini',
      connectionId: null,
      provider: 'openai',
      model: 'gpt-4o-mini',
      routeId: null,
      taskType: null,
      tags: { feature: 'search' },
      status: 'succeeded',
      httpStatus: 200,
      errorCode: null,
      usage: { input: 12, cacheRead: 0, cacheWrite: null, output: 34, reasoning: 0 },
      usageSource: 'provider',
      costState: 'priced',
      costNanoUsd: 22_200n,
      boundNanoUsd: 1_000_000n,
      overrunNanoUsd: 0n,
      priceVersionId: null,
      latencyMs: 812,
      firstTokenMs: null,
      attempts: 1,
      cacheState: null,
      savedNanoUsd: 0n,
    };
    const text =
      '{"attempts":1,"bound_nano_usd":"1000000","connection_id":null,"cost_nano_usd":"22200","cost_state":"priced","department_id":null,' +
      '"error_code":null,"first_token_ms":null,"http_status":200,"id":"01936b1e-7a00-7000-8000-000000000001","key_id":null,' +
      '"latency_ms":812,"model":"gpt-4o-mini","overrun_nano_usd":"0","price_version_id":null,"protocol":"openai.chat_completions",' +
      '"provider":"openai","requested_model":"gpt-4o-mini","status":"succeeded","streamed":false,"tags":{"feature":"search"},' +
      '"team_id":null,"tenant_id":"01936b1e-7a00-7000-8000-000000000002","tokens":{"cache_read":0,"cache_write":null,"input":12,' +
      '"output":34,"reasoning":0},"usage_source":"provider","user_id":null,"v":1}';
    expect(canonicalEvent(event)).toBe(text);
    expect(canonicalEvent({ ...event, cacheState: 'hit', savedNanoUsd: 5n })).toBe(
      text
        .replace('"connection_id":', '"cache_state":"hit","connection_id":')
        .replace('"status":', '"route_id":null,"saved_nano_usd":"5","status":')
        .replace('"team_id":', '"task_type":null,"team_id":')
        .replace('"v":1', '"v":2'),
    );
    expect(eventDigest(event)).toBe(createHash('sha256').update(Buffer.of(0)).update(text).digest('hex'));
    const costShares = [{ costCenterId: '01936b1e-7a00-7000-8000-000000000005', partsPerMillion: 1_000_000 }];
    const ofProject = { ...event.attribution, projectId: '01936b1e-7a00-7000-8000-000000000004', costShares };
    expect(canonicalEvent({ ...event, attribution: ofProject })).toBe(
      text
        .replace(
          '"connection_id":null,',
          '"cache_state":null,"connection_id":null,"cost_centers":[{"id":"01936b1e-7a00-7000-8000-000000000005","parts_per_million":1000000}],',
        )
        .replace('"error_code":', '"environment_id":null,"error_code":')
        .replace('"protocol":', '"project_id":"01936b1e-7a00-7000-8000-000000000004","protocol":')
        .replace('"status":', '"route_id":null,"saved_nano_usd":"0","status":')
        .replace('"team_id":', '"task_type":null,"team_id":')
        .replace('"v":1', '"v":3'),
    );
    const routed = canonicalEvent({ ...event, routeId: '01936b1e-7a00-7000-8000-000000000003', taskType: 'code_generation' });
    expect(routed).toBe(
      text
        .replace('"connection_id":', '"cache_state":null,"connection_id":')
        .replace('"status":', '"route_id":"01936b1e-7a00-7000-8000-000000000003","saved_nano_usd":"0","status":')
        .replace('"team_id":', '"task_type":"code_generation","team_id":')
        .replace('"v":1', '"v":2'),
    );
  });
});
