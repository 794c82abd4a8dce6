import { createHmac } from 'node:crypto';
import { expect, it } from 'vitest';
import { newUuid, toPublicId } from '#lib/core/ids.ts';
import { canonicalJson } from './canonical-json.ts';
import { leafOf } from './leaf.ts';
import type { StoredEntry } from './stored-entry.ts';

const entry: StoredEntry = {
  ...{ id: newUuid(), timeMs: '1767225600123', actorKind: 'user', actorId: newUuid(), actorName: 'ada@example.com', action: 'team.update' },
  ...{
    resourceKind: 'team',
    resourceId: 'team_1',
    result: 'success',
    before: null,
    after: '{"name": "Zoë \u2028 \\u0001"}',
    ip: '192.0.2.1',
  },
  ...{ userAgent: '', requestId: newUuid() },
};
const place = { tenantId: newUuid(), epoch: 1, index: 7n, previous: 'ab'.repeat(32) };
const keys = { actor: Buffer.alloc(32, 1), data: Buffer.alloc(32, 2) };

it('makes leaves that are canonical JSON, and commitments as RFC 2104 has them [AUD-2]', () => {
  for (const each of [entry, { ...entry, actorId: null, after: null }, { ...entry, action: 'x'.repeat(2000), after: 'y'.repeat(20_000) }]) {
    const text = leafOf(each, place, keys).toString();
    const leaf = JSON.parse(text);
    expect(text).toBe(canonicalJson(leaf));
    const hmac = (key: Uint8Array, message: string) => createHmac('sha256', key).update(message).digest();
    const salt = hmac(keys.data, `${toPublicId('auditEntry', each.id)}:after`);
    expect(leaf.commitments.after).toBe(hmac(salt, each.after === null ? '\0' : `\u0001${each.after}`).toString('hex'));
  }
});
