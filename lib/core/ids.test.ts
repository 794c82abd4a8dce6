import { describe, expect, expectTypeOf, it } from 'vitest';
import { z } from 'zod';
import { fromPublicId, type IdKind, idPrefixes, isUuid, newUuid, publicId, toPublicId, uuidTimeMs } from './ids.ts';

describe('newUuid', () => {
  it('is a version 7 UUID of the RFC 9562 variant that carries its millisecond', () => {
    const nowMs = 1_763_600_000_123;
    const uuid = newUuid(nowMs);
    expect(uuid).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(isUuid(uuid)).toBe(true);
    expect(uuidTimeMs(uuid)).toBe(nowMs);
  });

  it('does not repeat over many refills of the random pool', () => {
    expect(new Set(Array.from({ length: 20_000 }, () => newUuid(1))).size).toBe(20_000);
  });

  it('sort as they were made, within one millisecond too', () => {
    const uuids = [7, 8].flatMap((nowMs) => Array.from({ length: 1_000 }, () => newUuid(nowMs)));
    expect([...uuids].sort()).toEqual(uuids);
  });
});

describe('public ids', () => {
  it('come back as the same UUID for every kind', () => {
    for (const kind of Object.keys(idPrefixes) as IdKind[]) {
      const uuid = newUuid();
      expect(fromPublicId(kind, toPublicId(kind, uuid))).toBe(uuid);
    }
  });

  it('sort by time of creation like the UUIDs behind them', () => {
    const uuids = Array.from({ length: 200 }, (_, index) => newUuid(1_700_000_000_000 + index * 7));
    const ids = uuids.map((uuid) => toPublicId('team', uuid));
    expect([...ids].sort()).toEqual(ids);
  });

  it.each([
    ['another kind', toPublicId('user', newUuid())],
    ['upper case', toPublicId('team', newUuid()).toUpperCase()],
    ['a letter outside the alphabet', 'team_0000000000000000000000000u'],
    ['more than 128 bits', `team_${'z'.repeat(26)}`],
    ['too short', 'team_01'],
    ['empty', ''],
    ['a UUID', newUuid()],
  ])('refuse %s', (_, text) => {
    expect(fromPublicId('team', text)).toBeUndefined();
    expect(publicId('team').safeParse(text).success).toBe(false);
  });

  it('decode and encode as a codec', () => {
    const uuid = newUuid();
    const schema = z.strictObject({ team_id: publicId('team') });
    const wire = schema.encode({ team_id: uuid });
    expect(wire.team_id).toMatch(/^team_/);
    expect(schema.decode(wire)).toEqual({ team_id: uuid });
    expectTypeOf<z.output<typeof schema>>().toEqualTypeOf<{ team_id: string }>();
  });
});
