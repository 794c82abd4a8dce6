import { describe, expect, test } from 'vitest';
import { Transformation } from '#lib/contracts/transformations.ts';
import { toPublicId } from '#lib/core/ids.ts';
import { matchesPattern, namePattern } from '#lib/core/name-pattern.ts';
import { anthropicMessages } from '../protocols/anthropic-messages.ts';
import { geminiGenerateContent } from '../protocols/gemini-generate-content.ts';
import { openAiChatCompletions } from '../protocols/openai-chat-completions.ts';
import type { CallProtocol } from '../protocols/protocol.ts';
import type { Principal } from '../snapshot/snapshot.ts';
import { compileRules } from './compile-rules.ts';
import { transformRequest } from './transform-request.ts';

const keyId = '01936b1e-7a00-7000-8000-0000000000f1';
const teamId = '01936b1e-7a00-7000-8000-0000000000d1';
const principal: Principal = {
  ...{ tenantId: '01936b1e-7a00-7000-8000-000000000001', keyId, keyStatus: 'active', expiresAtMs: null },
  ...{ departmentId: null, teamId, userId: null, ownerActive: true, allowedModels: null },
};

interface Request {
  readonly path?: string;
  readonly protocol?: CallProtocol;
}

function change(
  rules: readonly object[],
  body: string,
  { path = '/api/v1/chat/completions', protocol = openAiChatCompletions }: Request = {},
) {
  const named = rules.map((rule, index) => Transformation.parse({ name: `rule-${index + 1}`, ...rule }));
  const { body: changed, done } = transformRequest(compileRules(named) ?? [], { body: Buffer.from(body), path, protocol, principal });
  return { body: changed.toString(), ...done };
}

const chat = '{ "model" : "gpt-4o",\n "messages":[{"role":"user","content":"H\\u00e9llo"}], "temperature": 1.0 }';

describe('[GW-8] rules on requests', () => {
  test('change the bytes they name and leave every other as it was', () => {
    expect(change([{ forced: [{ pointer: '/temperature', value: 0.2 }] }], chat).body).toBe(chat.replace('1.0', '0.2'));
    expect(change([{ defaults: [{ pointer: '/seed', value: 7 }] }], chat).body).toBe(chat.replace(' }', ' ,"seed":7}'));
    expect(change([{ removed: ['/temperature'] }], chat).body).toBe(chat.replace(', "temperature": 1.0', ''));
    expect(change([{ removed: ['/a'] }], '{"a":1 , "model":"m"}').body).toBe('{ "model":"m"}');
    expect(change([{ removed: ['/o/b'] }], '{"model":"m","o":{"b":{"c":[1,"}"]}}}').body).toBe('{"model":"m","o":{}}');
  });

  test('a default gives way to what the caller says, null included; what is forced does not', () => {
    const given = '{"model":"m","temperature":null}';
    expect(change([{ defaults: [{ pointer: '/temperature', value: 0.2 }] }], given)).toMatchObject({ body: given, acted: [] });
    expect(change([{ forced: [{ pointer: '/temperature', value: 0.2 }] }], given)).toMatchObject({
      body: '{"model":"m","temperature":0.2}',
      acted: ['rule-1'],
    });
    const same = '{"model":"m","temperature":0.2}';
    expect(change([{ forced: [{ pointer: '/temperature', value: 0.2 }] }], same)).toMatchObject({ body: same, acted: [] });
  });

  test('reach into objects, and make those that are missing', () => {
    const rule = { forced: [{ pointer: '/reasoning/effort', value: 'low' }] };
    expect(change([rule], '{"model":"m"}').body).toBe('{"model":"m","reasoning":{"effort":"low"}}');
    expect(change([rule], '{"model":"m","reasoning":{"summary":"auto"}}').body).toBe(
      '{"model":"m","reasoning":{"summary":"auto","effort":"low"}}',
    );
    expect(change([rule], '{"model":"m","reasoning":null}').body).toBe('{"model":"m","reasoning":{"effort":"low"}}');
    const tools = { forced: [{ pointer: '/tools', value: [] }] };
    expect(change([tools], '{"model":"m","tools":[{"a":1}]}').body).toBe('{"model":"m","tools":[]}');
  });

  test('a field that is there twice, or in another case, is no way around a rule', () => {
    const rule = { forced: [{ pointer: '/temperature', value: 0 }] };
    expect(() => change([rule], '{"model":"m","temperature":1,"temperature":2}')).toThrow(/twice/);
    expect(() => change([rule], '{"model":"m","Temperature":2}')).toThrow(/case-sensitive/);
    expect(change([rule], '{"model":"m","temper\\u0061ture":2}').body).toBe('{"model":"m","temper\\u0061ture":0}');
    expect(() => change([{ output_tokens_max: 5 }], '{"model":"m","max_tokens":1,"max_tokens":900}')).toThrow(/twice/);
  });

  test('a limit on the answer is lowered or added, in every place where a protocol reads one', () => {
    const cap = [{ output_tokens_max: 100 }];
    expect(change(cap, '{"model":"m","max_tokens":900}').body).toBe('{"model":"m","max_tokens":100}');
    expect(change(cap, '{"model":"m","max_tokens":50}')).toMatchObject({ body: '{"model":"m","max_tokens":50}', acted: [] });
    expect(change(cap, '{"model":"m","max_tokens":50,"max_completion_tokens":101}').body).toBe(
      '{"model":"m","max_tokens":50,"max_completion_tokens":100}',
    );
    expect(change(cap, '{"model":"m"}').body).toBe('{"model":"m","max_tokens":100}');
    expect(change(cap, '{"model":"m","max_tokens":null}').body).toBe('{"model":"m","max_tokens":100}');
    expect(change(cap, '{"model":"openai/o4-mini"}').body).toBe('{"model":"openai/o4-mini","max_completion_tokens":100}');
    expect(change(cap, '{"model":"m"}', { protocol: anthropicMessages }).body).toBe('{"model":"m","max_tokens":100}');
    const gemini = { protocol: geminiGenerateContent, path: '/api/v1beta/models/gemini-2.5-pro:generateContent' };
    expect(change(cap, '{"contents":[]}', gemini).body).toBe('{"contents":[],"generationConfig":{"maxOutputTokens":100}}');
    expect(change(cap, '{"generation_config":{"max_output_tokens":900}}', gemini).body).toBe(
      '{"generation_config":{"max_output_tokens":100}}',
    );
    expect(() => change(cap, '{"generationConfig":{},"generation_config":{"maxOutputTokens":900}}', gemini)).toThrow(/twice/);
  });

  test('map models, one rule after the other, and tell which of them acted', () => {
    const rules = [
      { models: ['gpt-3.5*'], model: 'gpt-4o-mini' },
      { models: ['gpt-4o-mini'], output_tokens_max: 10 },
      { models: ['claude-*'], output_tokens_max: 1 },
      { models: ['gpt-4o-mini'], add_headers: [{ name: 'X-Cost-Center', value: '42' }], remove_headers: ['openai-beta'] },
    ];
    expect(change(rules, '{"model":"gpt-3.5-turbo"}')).toEqual({
      body: '{"model":"gpt-3.5-turbo","max_tokens":10}',
      acted: ['rule-1', 'rule-2', 'rule-4'],
      askedModel: 'gpt-3.5-turbo',
      model: 'gpt-4o-mini',
      headers: [
        { name: 'openai-beta', value: null },
        { name: 'x-cost-center', value: '42' },
      ],
    });
    expect(change(rules, '{"model":"gpt-5"}')).toMatchObject({ acted: [], model: null, askedModel: null, headers: [] });
  });

  test('are for the keys, teams, protocols and models they name, and for none where switched off', () => {
    const seed = { forced: [{ pointer: '/seed', value: 1 }] };
    const other = '01936b1e-7a00-7000-8000-0000000000ff';
    const acts = (rule: object) => change([{ ...seed, ...rule }], '{"model":"m"}').acted.length === 1;
    expect(acts({ key_ids: [toPublicId('key', keyId)] })).toBe(true);
    expect(acts({ key_ids: [toPublicId('key', other)] })).toBe(false);
    expect(acts({ team_ids: [toPublicId('team', teamId)] })).toBe(true);
    expect(acts({ team_ids: [toPublicId('team', other)] })).toBe(false);
    expect(acts({ protocols: ['openai.chat_completions'] })).toBe(true);
    expect(acts({ protocols: ['anthropic.messages'] })).toBe(false);
    expect(acts({ models: ['x', 'm'] })).toBe(true);
    expect(acts({ enabled: false })).toBe(false);
  });

  test('patterns of names', () => {
    const matches = (name: string, pattern: string) => matchesPattern(name, namePattern(pattern));
    expect([matches('gpt-4o', 'gpt-4o'), matches('gpt-4o', 'gpt-4'), matches('gpt-4o', '*'), matches('', '*')]).toEqual([
      true,
      false,
      true,
      true,
    ]);
    expect([matches('gpt-4o-mini', 'gpt-*-mini'), matches('gpt-mini', 'gpt-*-mini'), matches('a.c', 'a.*'), matches('abc', 'a.*')]).toEqual(
      [true, false, true, false],
    );
    expect(matches('a'.repeat(256), `${'a*'.repeat(99)}b`)).toBe(false);
  });
});

describe('[GW-8] what a rule may say', () => {
  const fault = (rule: object) => Transformation.safeParse({ name: 'r', ...rule }).error?.issues[0]?.message;

  test('headers that carry credentials, identity or routing are out of reach', () => {
    for (const name of [
      'authorization',
      'x-api-key',
      'api-key',
      'x-goog-api-key',
      'cookie',
      'host',
      'content-length',
      'x-forwarded-for',
      'x-auth',
      'X-Amz-Security-Token',
      'x-tollgate-tags',
    ]) {
      expect([name, fault({ add_headers: [{ name, value: 'v' }] })]).toEqual([name, expect.stringContaining('may change headers')]);
      expect([name, fault({ remove_headers: [name] })]).toEqual([name, expect.stringContaining('may change headers')]);
    }
    expect(fault({ add_headers: [{ name: 'X-Title', value: 'a\r\nb' }] })).toContain('plain characters');
    expect(fault({ add_headers: [{ name: 'X-Title', value: 'Support' }], remove_headers: ['anthropic-beta'] })).toBeUndefined();
  });

  test('parameters are checked by their kind, and some are nobody’s to change', () => {
    expect(fault({ forced: [{ pointer: '/temperature', value: '0.2' }] })).toContain('number');
    expect(fault({ forced: [{ pointer: '/own_parameter', value: '0.2' }] })).toBeUndefined();
    for (const pointer of [
      '/model',
      '/messages',
      '/stream',
      '/stream_options/include_usage',
      '/contents',
      'temperature',
      '/a//b',
      '/',
      '/messages/0',
    ]) {
      expect([pointer, fault({ removed: [pointer] })]).toEqual([pointer, expect.any(String)]);
    }
    expect(fault({})).toContain('does nothing');
    expect(fault({ name: 'Größe', model: 'm' })).toContain('Lower-case');
  });
});
