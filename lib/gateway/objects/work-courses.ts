import type { CallCharge } from '#lib/budgets/engine/call-charge.ts';
import { LeaseAccounts } from '#lib/budgets/engine/lease-accounts.ts';
import { AppError } from '#lib/core/errors.ts';
import { newUuid } from '#lib/core/ids.ts';
import type { ObjectKind } from '#lib/objects/object-store.ts';
import { BudgetsShort } from '#lib/usage/reserve-budgets.ts';
import type { Hold } from '#lib/usage/usage-event.ts';
import type { Asked, Caller, GatewayCall } from '../calls/gateway-call.ts';
import type { GatewayRuntime } from '../gateway-runtime.ts';
import { parseJson } from '../json/as-record.ts';
import { invalidField } from '../json/invalid-field.ts';
import { RequestFields } from '../json/request-document.ts';
import { judgeTargets } from '../policies/judge-targets.ts';
import { awaitConsent, needsConsent } from '../policies/obey-policies.ts';
import type { Bound } from '../providers/provider.ts';
import { effectivePrice } from '../routing/effective-price.ts';
import { attributionOf, describeCall } from '../stages/describe-call.ts';
import { obeyThresholds } from '../stages/obey-thresholds.ts';
import { requireApproval } from '../stages/require-approval.ts';
import { isAllowed } from '../stages/resolve.ts';
import { askStore } from './ask-store.ts';
import { connectionTarget } from './connection-target.ts';
import type { Course, FindCourse } from './course.ts';
import { filesMadeFor, readObject } from './object-body.ts';
import { type Found, findOwn, storeOf } from './store-of.ts';
import { trainingBound } from './training-bound.ts';

/** Usage events of long work carry these names; the calls that begin and follow it have their own. */
export const workProtocols: Readonly<Record<Exclude<ObjectKind, 'file'>, string>> = {
  batch: 'openai.batch',
  fine_tuning_job: 'openai.fine_tuning_job',
};

/** Long work about to be asked for. */
interface NewWork {
  readonly kind: Exclude<ObjectKind, 'file'>;
  readonly path: string;
  readonly model: string;
  readonly boundNanoUsd: bigint;
  readonly isPriced: boolean;
  readonly found: Found;
}

function assertMayCost({ tenant, principal }: Caller, { model, isPriced, found }: NewWork): void {
  if (!isAllowed(principal.allowedModels, model, found.route.connection.name)) {
    throw new AppError('model_not_allowed', { detail: `This key may not use the model "${model}".` });
  }
  if (isPriced || tenant.unpricedPolicy === 'flag') return;
  throw new AppError('unpriced_model', {
    detail: `There is no price for this work with the model "${model}", and this tenant blocks what has none. Ask an administrator.`,
  });
}

/** What the budgets of the work are asked for. It outlasts every lease, so each hard one holds it in the database itself. */
function chargeFor(
  { runtime, attribution: known }: GatewayCall,
  { tenant, principal }: Caller,
  { tags }: Asked,
  work: NewWork,
): CallCharge {
  const attribution = known ?? attributionOf(principal);
  const charge = runtime.keeper.admit(attribution.costShares);
  const budgets = tenant.budgets?.applicable(attribution, work.found.route.provider.name, work.model, tags) ?? [];
  new LeaseAccounts('direct').reserve(charge, budgets, work.boundNanoUsd, charge.admittedMs);
  return charge;
}

const shortOf = ({ keeper }: GatewayRuntime, charge: CallCharge, error: unknown): unknown =>
  error instanceof BudgetsShort ? keeper.exceeded(charge, charge.budgets, error.short) : error;

/** Holds the money of the work, then lets it be asked for. The hold goes on when the call ends; a job settles it when the work does. */
async function begin(call: GatewayCall, caller: Caller, asked: Asked, work: NewWork): Promise<Course> {
  assertMayCost(caller, work);
  const { kind, path, model, boundNanoUsd, found } = work;
  const { route, owner, object } = found;
  const store = storeOf(call.runtime);
  const target = connectionTarget(route, { method: 'POST', path });
  const id = newUuid(call.runtime.clock.now());
  const bound: Bound = { nanoUsd: boundNanoUsd, kind: 'estimate', because: 'the work as a whole' };
  // The request itself is for no model and costs nothing; what rules are about is the work that it begins.
  const judged: Asked = { ...asked, ask: { ...asked.ask, model } };
  const { approvals, budgets, policies } = caller.tenant;
  const place = { ...target, model, spoken: { ...target.spoken, bound: () => bound } };
  const sent = call.sentBody ?? asked.ask.toBody({ model: '', reportUsage: false });
  if (policies !== null) {
    const left = judgeTargets(call, caller, policies, judged, null, [place]);
    if (needsConsent(left.decision)) await awaitConsent(call, caller, judged, left, sent);
  }
  if (approvals !== null) await requireApproval(call, caller, approvals, judged, [place], sent);
  const charge = chargeFor(call, caller, asked, work);
  if (budgets?.isActing === true) await obeyThresholds(call, caller, judged, charge.budgets, bound, route.provider.name);
  const hold: Hold = {
    ...describeCall(call, caller, asked, target),
    id,
    protocol: workProtocols[kind],
    requestedModel: model,
    model,
    boundNanoUsd,
    boundKind: 'estimate',
    parts: charge.holdParts(),
  };
  const row = { kind, connectionId: route.connection.connectionId, providerId: '', purpose: null, body: {}, work: object.work };
  // A hold that is committed after the caller was told that it is not would be held for work that nobody began.
  const holding = askStore(call, store.hold(hold, row), () => store.release(owner, id));
  await holding.catch((error: unknown) => Promise.reject(shortOf(call.runtime, charge, error)));
  return {
    target,
    isJudged: true,
    complete: async (answer) => {
      const { providerId, body } = readObject(answer);
      await store.begun(owner, id, providerId, body);
    },
    failed: async (isUndone) => {
      if (isUndone) await store.release(owner, id);
    },
  };
}

const batchFields = new RequestFields(['input_file_id', 'endpoint', 'completion_window'] as const);

/** POST /batches: works off a file that was uploaded through the gateway, whose cost is known since then. */
export const createBatch: FindCourse = async (call, caller, asked) => {
  const document = batchFields.read(asked.ask.toBody({ model: '', reportUsage: false }));
  const fileId = document.text('input_file_id', 'the id of a file');
  if (fileId === undefined) throw invalidField('input_file_id', '"input_file_id" is missing.');
  const found = await findOwn(call, caller, 'file', fileId);
  const { work } = found.object;
  if (work === null) throw invalidField('input_file_id', 'This file was not uploaded with the purpose "batch".');
  if (document.text('endpoint', 'a path such as /v1/chat/completions') !== work.url) {
    throw invalidField('endpoint', `"endpoint" must be that of the requests in the file: ${work.url}.`);
  }
  const { model, isPriced } = work;
  return begin(call, caller, asked, { kind: 'batch', path: '/batches', model, boundNanoUsd: BigInt(work.boundNanoUsd), isPriced, found });
};

const jobFields = new RequestFields(['model', 'training_file', 'validation_file', 'method', 'hyperparameters'] as const);

/** POST /fine_tuning/jobs: both files have to be the caller's own. Work without a price where the list has none for training. */
export const createFineTuningJob: FindCourse = async (call, caller, asked) => {
  const document = jobFields.read(asked.ask.toBody({ model: '', reportUsage: false }));
  const model = document.model('model');
  const trainingId = document.text('training_file', 'the id of a file');
  if (trainingId === undefined) throw invalidField('training_file', '"training_file" is missing.');
  const found = await findOwn(call, caller, 'file', trainingId);
  const validationId = document.text('validation_file', 'the id of a file');
  if (validationId !== undefined) {
    const { object } = await findOwn(call, caller, 'file', validationId);
    if (object.connectionId !== found.object.connectionId)
      throw invalidField('validation_file', 'Both files must be at the same connection.');
  }
  const request = parseJson(asked.ask.toBody({ model: '', reportUsage: false }).toString());
  const price = effectivePrice(call.runtime.snapshot, caller.tenant, found.route.provider, model, call.runtime.clock.now());
  const boundNanoUsd = trainingBound(price, found.object.body, request);
  const isPriced = boundNanoUsd !== null;
  const work = { kind: 'fine_tuning_job', path: '/fine_tuning/jobs', model, boundNanoUsd: boundNanoUsd ?? 0n, isPriced, found } as const;
  return begin(call, caller, asked, work);
};

const paths: Readonly<Record<Exclude<ObjectKind, 'file'>, string>> = { batch: '/batches', fine_tuning_job: '/fine_tuning/jobs' };

/** Follows or changes work that was begun: `GET {id}`, `POST {id}/cancel` and the like, which answer with the object. */
export const followWork =
  (kind: Exclude<ObjectKind, 'file'>, id: string, method: 'GET' | 'POST', action = ''): FindCourse =>
  async (call, caller) => {
    const { object, route, owner } = await findOwn(call, caller, kind, id);
    const store = storeOf(call.runtime);
    return {
      target: connectionTarget(route, { method, path: `${paths[kind]}/${encodeURIComponent(id)}${action}` }),
      complete: async (answer) => {
        const { body } = readObject(answer);
        await store.refresh(owner, object.id, body);
        for (const file of filesMadeFor(object, body)) await store.keep(attributionOf(caller.principal), file);
      },
    };
  };

/** Reads what belongs to a fine-tuning job: its events, its checkpoints. The query goes along, as it came. */
export const readOfJob =
  (id: string, part: 'events' | 'checkpoints'): FindCourse =>
  async (call, caller) => {
    const { route } = await findOwn(call, caller, 'fine_tuning_job', id);
    const query = call.request.query === '' ? '' : `?${call.request.query}`;
    return { target: connectionTarget(route, { method: 'GET', path: `/fine_tuning/jobs/${encodeURIComponent(id)}/${part}${query}` }) };
  };
