import { describe, expectTypeOf, it } from 'vitest';
import { z } from 'zod';
import { defineOperation, type InputOf, type OutputOf } from '#lib/contracts/operation.ts';
import { pageInput, pageOf } from '#lib/contracts/page.ts';
import { publicId } from '#lib/core/ids.ts';
import { instant } from '#lib/core/time.ts';
import type { OperationContext } from './context.ts';
import { defineAction } from './define-action.ts';
import { defineCommand } from './define-command.ts';
import { defineQuery } from './define-query.ts';
import { defineStream, type StreamEvent } from './define-stream.ts';
import { type ByteStream, defineUpload } from './define-upload.ts';

/** That a declaration alone types its implementation, on a create, a list, an upload and a stream; tsc is what checks it. */

const Thing = z.strictObject({ id: publicId('team'), name: z.string(), made_at: instant });
interface Inside {
  id: string;
  name: string;
  made_at: Date;
}
const shared = { summary: 'Test', permission: 'teams.write', examples: [] } as const;
const input = z.strictObject({ name: z.string(), parent_id: publicId('team').optional(), at: instant.default(new Date(0)) });
interface CreateInput {
  name: string;
  parent_id?: string | undefined;
  at: Date;
}

describe('what a declaration infers', () => {
  it('a create: the inside form in and out, a change demanded', () => {
    const operation = defineOperation({
      ...shared,
      name: 'thing.create',
      scope: 'tenant',
      input,
      output: Thing,
      http: { method: 'POST', path: '/things' },
    });
    expectTypeOf<InputOf<typeof operation>>().toEqualTypeOf<CreateInput>();
    expectTypeOf<OutputOf<typeof operation>>().toEqualTypeOf<Inside>();
    const create = defineCommand(operation, async (ctx, given) => {
      expectTypeOf(ctx).toEqualTypeOf<OperationContext>();
      expectTypeOf(given).toEqualTypeOf<CreateInput>();
      const result = { id: 'x', name: given.name, made_at: given.at };
      return { result, changes: [{ resource: 'thing', id: 'x', before: null, after: result }] };
    });
    expectTypeOf(create.execute).returns.resolves.toEqualTypeOf<Inside>();
    type Run = Parameters<typeof defineCommand<typeof input, typeof Thing>>[1];
    expectTypeOf<{ result: Inside; changes: [] }>().not.toExtend<Awaited<ReturnType<Run>>>();
    expectTypeOf<{ result: Inside }>().not.toExtend<Awaited<ReturnType<Run>>>();
    expectTypeOf<{ result: { id: string }; changes: null }>().not.toExtend<Awaited<ReturnType<Run>>>();
  });

  it('a list: paging fields with their defaults filled in', () => {
    const operation = defineOperation({
      ...shared,
      name: 'thing.list',
      scope: 'list',
      input: z.strictObject({ ...pageInput, sort: z.enum(['name', '-name']).default('name') }),
      output: pageOf(Thing),
      http: { method: 'GET', path: '/things' },
    });
    const list = defineQuery(operation, async (_ctx, given) => {
      expectTypeOf(given).toEqualTypeOf<{ limit: number; cursor?: string | undefined; sort: 'name' | '-name' }>();
      return { data: [], next_cursor: null };
    });
    expectTypeOf(list.execute).returns.resolves.toEqualTypeOf<{ data: Inside[]; next_cursor: string | null }>();
  });

  it('an upload: what `receive` made reaches `run`', () => {
    const operation = defineOperation({
      ...shared,
      name: 'thing.import',
      scope: 'tenant',
      input: z.strictObject({ mode: z.enum(['a', 'b']) }),
      output: z.strictObject({ rows: z.int() }),
      http: { method: 'POST', path: '/things/import', kind: 'upload' },
    });
    const upload = defineUpload(operation, {
      async receive(body, given) {
        expectTypeOf(body).toEqualTypeOf<ByteStream>();
        expectTypeOf(given).toEqualTypeOf<{ mode: 'a' | 'b' }>();
        return { lines: [1, 2] };
      },
      async run(_ctx, given, received) {
        expectTypeOf(given).toEqualTypeOf<{ mode: 'a' | 'b' }>();
        expectTypeOf(received).toEqualTypeOf<{ lines: number[] }>();
        return { result: { rows: received.lines.length }, changes: null };
      },
    });
    expectTypeOf(upload.execute).returns.resolves.toEqualTypeOf<{ rows: number }>();
  });

  it('a stream: the payload of its events', () => {
    const operation = defineOperation({
      ...shared,
      name: 'thing.watch',
      scope: 'list',
      input: z.strictObject({ since: instant.optional() }),
      output: Thing,
      http: { method: 'GET', path: '/things/watch', kind: 'sse' },
    });
    const stream = defineStream(operation, {
      intervalMs: 10,
      async read(_ctx, given, lastId) {
        expectTypeOf(given).toEqualTypeOf<{ since?: Date | undefined }>();
        expectTypeOf(lastId).toEqualTypeOf<string | undefined>();
        return null;
      },
    });
    expectTypeOf(stream.open).returns.resolves.toEqualTypeOf<AsyncGenerator<StreamEvent<Inside> | null>>();
  });

  it('an action: plan and effect flow from part to part', () => {
    const operation = defineOperation({
      ...shared,
      name: 'thing.test',
      scope: 'tenant',
      input,
      output: Thing,
      http: { method: 'POST', path: '/things/test' },
    });
    defineAction(operation, {
      prepare: async () => ({ url: 'x' }),
      async effect(plan) {
        expectTypeOf(plan).toEqualTypeOf<{ url: string }>();
        return 200;
      },
      async record(_ctx, given, effect) {
        expectTypeOf(effect).toEqualTypeOf<number>();
        return { result: { id: 'x', name: given.name, made_at: given.at }, changes: null };
      },
    });
  });
});
