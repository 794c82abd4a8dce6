import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { defineOperation } from '#lib/contracts/operation.ts';
import { publicId, toPublicId } from '#lib/core/ids.ts';
import { instant } from '#lib/core/time.ts';
import { encodeOutput, parseInput } from './steps.ts';

const id = '01936b1e-7a00-7000-8000-000000000001';

describe('parseInput', () => {
  const schema = z.strictObject({ name: z.string().min(1), 'a/b~c': z.number().optional(), list: z.array(z.strictObject({ n: z.int() })) });

  it('names every fault at once, each with its RFC 6901 pointer', () => {
    const raw = { name: '', 'a/b~c': 'x', list: [{ n: 1 }, { n: 1.5, extra: true }], 'odd/name': 1 };
    expect(() => parseInput(schema, raw)).toThrow(
      expect.objectContaining({
        code: 'validation_failed',
        errors: expect.arrayContaining([
          expect.objectContaining({ pointer: '/name' }),
          expect.objectContaining({ pointer: '/a~1b~0c' }),
          expect.objectContaining({ pointer: '/list/1/n' }),
          { pointer: '/list/1/extra', detail: 'Unknown field' },
          { pointer: '/odd~1name', detail: 'Unknown field' },
        ]),
      }),
    );
  });

  it('gives ids and times in their inside form', () => {
    const parsed = parseInput(z.strictObject({ team_id: publicId('team'), at: instant }), {
      team_id: toPublicId('team', id),
      at: '2026-11-20T14:00:00+01:00',
    });
    expect(parsed).toEqual({ team_id: id, at: new Date('2026-11-20T13:00:00Z') });
  });

  it.each([null, undefined, 'text', 7, []])('refuses %j where an object belongs', (raw) => {
    expect(() => parseInput(schema, raw)).toThrow(expect.objectContaining({ code: 'validation_failed' }));
  });
});

describe('encodeOutput', () => {
  const operation = defineOperation({
    name: 'thing.get',
    summary: 'Get a thing',
    permission: null,
    scope: 'self',
    input: z.strictObject({}),
    output: z.strictObject({ id: publicId('team'), at: instant }),
    examples: [{}],
    http: { method: 'GET', path: '/things' },
  });

  it('gives ids and times in their wire form', () => {
    expect(encodeOutput(operation, { id, at: new Date(0) })).toEqual({ id: toPublicId('team', id), at: '1970-01-01T00:00:00.000Z' });
  });

  it.each([[{ id, at: new Date(0), password_hash: 'x' }], [{ id }], [{ id, at: new Date(Number.NaN) }]])(
    'refuses a result that was not declared, and tells the caller nothing of it',
    (result) => {
      expect(() => encodeOutput(operation, result)).toThrow(expect.objectContaining({ code: 'internal' }));
      try {
        encodeOutput(operation, result);
      } catch (error) {
        expect(JSON.stringify(error)).not.toContain('password_hash":"x');
        expect(error).toHaveProperty('detail', expect.not.stringContaining('password'));
      }
    },
  );
});
