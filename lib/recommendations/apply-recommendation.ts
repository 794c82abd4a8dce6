import type { Invocation, OperationContext } from '#lib/command/context.ts';
import { defineAction } from '#lib/command/define-action.ts';
import type { Executable } from '#lib/command/executable.ts';
import { recommendationApply, recommendationUndo } from '#lib/contracts/recommendations.ts';
import { AppError } from '#lib/core/errors.ts';
import { newUuid, toPublicId } from '#lib/core/ids.ts';
import { kindOf } from './kinds/index.ts';
import type { Fields, Step } from './recommendation-kind.ts';
import { decide, type RecommendationRow, readRow } from './recommendation-rows.ts';

interface Work {
  readonly steps: readonly Step[];
  /** What changes it back; null where nothing is changed, and for what is a change back itself. */
  readonly memo: Fields | null;
}

interface Carried extends Work {
  readonly requestIds: readonly string[];
}

const requireApplicable = ({ state }: RecommendationRow): void => {
  if (state !== 'open') throw new AppError('conflict', { detail: `The recommendation is ${state}; only an open one is applied.` });
};

function requireUndoable({ state, undo }: RecommendationRow): Fields {
  if ((state !== 'applied' && state !== 'measured') || undo === null)
    throw new AppError('conflict', { detail: 'Nothing was changed that could be changed back.' });
  return undo;
}

async function planApply(ctx: OperationContext, id: string): Promise<Work> {
  const row = await readRow(ctx, id, { lock: false });
  ctx.expectVersion(row.version);
  requireApplicable(row);
  const change = kindOf(row.kind)?.change;
  return change === undefined ? { steps: [], memo: null } : change.apply(ctx, row.plan);
}

async function planUndo(ctx: OperationContext, id: string): Promise<Work> {
  const row = await readRow(ctx, id, { lock: false });
  ctx.expectVersion(row.version);
  const memo = requireUndoable(row);
  const change = kindOf(row.kind)?.change;
  if (change === undefined) throw new AppError('conflict', { detail: 'This version does not know how to change it back.' });
  return { steps: await change.undo(ctx, row.plan, memo), memo: null };
}

/** An operation with the rights, the session and the address of who asked; nothing that the outer request said of versions counts inside. */
async function execute(invocation: Invocation, { executable, input }: Pick<Step, 'executable' | 'input'>): Promise<string> {
  const requestId = newUuid(invocation.runtime.clock.now());
  await executable.execute({ ...invocation, requestId, ifMatch: undefined, idempotencyKey: undefined }, input);
  return requestId;
}

/** One operation after the other; where one fails, those before it are taken back and its error is told. */
async function carry(invocation: Invocation, work: Work): Promise<Carried> {
  const requestIds: string[] = [];
  for (const [index, step] of work.steps.entries()) {
    try {
      requestIds.push(await execute(invocation, step));
    } catch (error) {
      for (const { takeBack } of work.steps.slice(0, index).reverse()) if (takeBack !== undefined) await execute(invocation, takeBack);
      throw error;
    }
  }
  return { ...work, requestIds };
}

/** Under which operations and requests the trail has the changes themselves. */
const carriedBy = ({ steps, requestIds }: Carried): Fields => ({
  by: steps.map(({ executable }, index) => ({
    operation: executable.operation.name,
    request_id: toPublicId('request', requestIds[index] ?? ''),
  })),
});

async function recordApplied(ctx: OperationContext, id: string, carried: Carried) {
  const row = await readRow(ctx, id, { lock: true });
  requireApplicable(row);
  const set = { state: 'applied' as const, appliedAt: ctx.now, undoneAt: null, undo: carried.memo, measurement: null };
  return decide(ctx, row, set, carriedBy(carried));
}

async function recordUndone(ctx: OperationContext, id: string, carried: Carried) {
  const row = await readRow(ctx, id, { lock: true });
  requireUndoable(row);
  return decide(ctx, row, { state: 'undone', undoneAt: ctx.now, undo: null }, carriedBy(carried));
}

export const applyRecommendation: Executable<typeof recommendationApply.input, typeof recommendationApply.output> = {
  operation: recommendationApply,
  execute: (invocation, raw) =>
    defineAction(recommendationApply, {
      prepare: (ctx, { recommendation_id: id }) => planApply(ctx, id),
      effect: (work: Work) => carry(invocation, work),
      record: (ctx, { recommendation_id: id }, carried: Carried) => recordApplied(ctx, id, carried),
    }).execute(invocation, raw),
};

export const undoRecommendation: Executable<typeof recommendationUndo.input, typeof recommendationUndo.output> = {
  operation: recommendationUndo,
  execute: (invocation, raw) =>
    defineAction(recommendationUndo, {
      prepare: (ctx, { recommendation_id: id }) => planUndo(ctx, id),
      effect: (work: Work) => carry(invocation, work),
      record: (ctx, { recommendation_id: id }, carried: Carried) => recordUndone(ctx, id, carried),
    }).execute(invocation, raw),
};
