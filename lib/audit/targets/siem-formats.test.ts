import { describe, expect, it } from 'vitest';
import { operations } from '#lib/contracts/operations.ts';
import { ocsfFaults } from '#tests/support/ocsf-rules.ts';
import { cefLine, syslogFrame } from './cef-message.ts';
import { ocsfEvent } from './ocsf-event.ts';

interface Said {
  readonly leaf?: object;
  readonly values?: object;
}

/** An entry as it is opened for targets; what the leaf and the values say can be told. */
function entryOf(action: string, { leaf = {}, values = {} }: Said = {}) {
  const fields = {
    ...{
      tenant: 'ten_1',
      epoch: '1',
      index: '7',
      id: 'aud_01jdnhwyg0e008000000000001',
      time: '2026-11-20T09:30:00.123Z',
      actor_kind: 'user',
    },
    ...{ actor: 'usr_1', action, resource_kind: 'team', resource: 'team_1', result: 'success', request: 'req_1', subject: null },
    ...leaf,
  };
  const opened = {
    actor_name: 'ada@example.com',
    ip: '192.0.2.1',
    user_agent: 'curl/8',
    before: null,
    after: '{"name":"Search"}',
    ...values,
  };
  return { index: 7n, leaf: JSON.stringify(fields), leafHash: 'ab'.repeat(32), values: opened, salts: {}, row: undefined };
}

const faultsOf = (action: string, said?: Said) => ocsfFaults(ocsfEvent(entryOf(action, said), '1.2.3'));

describe('[AUD-3] OCSF events', () => {
  it('of every operation, however it ended, break no rule of their class', () => {
    const names = [
      ...operations.map(({ name }) => name),
      'session.sign_in',
      'session.sign_out',
      'usage.batch',
      'gateway.refuse',
      'user.erase',
    ];
    for (const name of names)
      for (const result of ['success', 'denied', 'failed'])
        expect([name, result, faultsOf(name, { leaf: { result } })]).toEqual([name, result, []]);
  });

  it('of whoever did it, from wherever, with whatever is left of it', () => {
    const gone = { actor_name: '', ip: null, user_agent: '', before: null, after: null };
    for (const action of ['team.update', 'session.revoke', 'user.deactivate', 'role.assign', 'usage.batch', 'gateway.refuse'])
      for (const kind of ['user', 'token', 'client', 'system', 'anonymous'])
        for (const actor of ['usr_1', null])
          for (const values of [gone, {}, { ip: '2001:db8::1/128' }])
            expect([action, kind, actor, values, faultsOf(action, { leaf: { actor_kind: kind, actor, subject: actor }, values })]).toEqual([
              ...[action, kind, actor, values],
              [],
            ]);
  });

  it('of findings name what was found and for which frameworks it matters', () => {
    for (const code of ['policy_denied', 'approval_required', 'guardrail_blocked', 'budget_exceeded'])
      expect(faultsOf('gateway.refuse', { leaf: { result: 'denied' }, values: { after: JSON.stringify({ code, count: '3' }) } })).toEqual(
        [],
      );
    const flip = (after: object) => ocsfEvent(entryOf('compliance_check.flip', { values: { after: JSON.stringify(after) } }), '1');
    for (const status of ['pass', 'fail', 'not_applicable']) expect(ocsfFaults(flip({ status }))).toEqual([]);
    expect(flip({ status: 'fail', frameworks: ['SOC 2', 'GDPR'] })).toMatchObject({
      compliance: { standards: ['SOC 2', 'GDPR'], status_id: 3 },
    });
  });

  it('that are wrong are found by the rules, whatever is wrong with them', () => {
    const event = ocsfEvent(entryOf('session.sign_in'), '1');
    const faults = (change: object) => ocsfFaults({ ...event, ...change });
    expect(faults({})).toEqual([]);
    for (const change of [
      ...[
        { type_uid: 300_201 + 1 },
        { category_uid: 6 },
        { class_uid: 3099 },
        { severity_id: undefined },
        { time: 1 },
        { service: undefined },
      ],
      ...[{ activity_id: 98, type_uid: 300_298 }, { activity_id: 99, type_uid: 300_299 }, { severity: 'High' }, { entity: { uid: 'x' } }],
      ...[{ user: { name: '' } }, { src_endpoint: { ip: 'nowhere' } }, { metadata: { version: '1.8.0', product: { name: 'Tollgate' } } }],
      ...[{ auth_protocol: undefined }, { status_id: 7 }, { metadata: { ...Object(event.metadata), version: '1.7.0' } }],
    ])
      expect([change, faults(change)]).not.toEqual([change, []]);
  });
});

describe('[AUD-3] CEF over syslog', () => {
  /** Reads a line back by the rules of CEF: seven headers, then `key=value`, both unescaped. */
  function read(line: string): { headers: string[]; fields: Record<string, string> } {
    const [, head = '', extension = ''] = /^((?:(?:\\.|[^|\\])*\|){7})([\s\S]*)$/.exec(line) ?? [];
    const headers = [...head.matchAll(/((?:\\.|[^|\\])*)\|/g)].map(([, text = '']) => text.replace(/\\([\\|])/g, '$1'));
    const fields = [...extension.matchAll(/(?:^| )([a-zA-Z0-9]+)=((?:\\.|[^=\\])*?)(?= [a-zA-Z0-9]+=|$)/g)];
    return {
      headers,
      fields: Object.fromEntries(
        fields.map(([, name = '', text = '']) => [name, text.replace(/\\([\\=n])/g, (_, one) => (one === 'n' ? '\n' : one))]),
      ),
    };
  }

  it('comes back as it was told, whatever stands in it', () => {
    for (const text of [
      'a|b=c\\d',
      'x\ny',
      '\\n',
      'é\u{1f600}|=\\',
      'cs1=not|real src=203.0.113.9',
      ' act=forged outcome=success',
      '\\',
      '=',
    ]) {
      const { headers, fields } = read(cefLine(entryOf('team.update', { values: { actor_name: text, user_agent: text } }), '1|2\\3'));
      expect(headers).toEqual(['CEF:0', 'Tollgate', 'Tollgate', '1|2\\3', 'team.update', 'team update', '2']);
      expect([text, fields.suser]).toEqual([text, text]);
      expect([text, fields.requestClientApplication]).toEqual([text, text]);
      expect([fields.act, fields.outcome, fields.src, fields.cs1]).toEqual(['team.update', 'success', '192.0.2.1', 'team team_1']);
    }
  });

  it('is framed as RFC 5424 and RFC 5425 want it, and no longer than receivers must take', () => {
    const long = JSON.stringify({ text: '\u{1f600}=|\\'.repeat(4000) });
    for (const values of [{}, { before: long, after: long }, { user_agent: 'a\0b\u001b[31m\u2028', ip: null }]) {
      const bytes = syslogFrame(entryOf('team.update', { values, leaf: { result: 'denied' } }), { host: 'gateway', version: '1' });
      const space = bytes.indexOf(' ');
      const message = bytes.subarray(space + 1);
      expect(bytes.subarray(0, space).toString()).toBe(String(message.length));
      expect(message.length).toBeLessThanOrEqual(8192);
      const text = message.toString();
      const header = /^<(\d{1,3})>1 (\S+) ([!-~]{1,255}) ([!-~]{1,48}) ([!-~]{1,128}) ([!-~]{1,32}) - \ufeffCEF:0\|/.exec(text);
      expect(header?.slice(1)).toEqual(['108', '2026-11-20T09:30:00.123Z', 'gateway', 'tollgate', '-', 'aud_01jdnhwyg0e008000000000001']);
      expect(new TextDecoder('utf-8', { fatal: true }).decode(message)).not.toMatch(/\ufffd/);
      // biome-ignore lint/suspicious/noControlCharactersInRegex: none of them may be there
      expect(text).not.toMatch(/[\u0000-\u001f\u007f]/);
      const { fields } = read(text.slice(text.indexOf('CEF:0')));
      expect([fields.cn1, fields.outcome, fields.cs6]).toEqual(['7', 'denied', 'req_1']);
    }
  });
});
