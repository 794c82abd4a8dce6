import { priceCall } from '#lib/catalog/price-call.ts';
import type { ObjectBody, ProviderObject } from '#lib/objects/object-store.ts';
import { askProvider, type UpstreamRequest, type UpstreamTransport } from '#lib/outbound/index.ts';
import type { CallStatus } from '#lib/usage/usage-event.ts';
import { asRecord, parseJson } from '../json/as-record.ts';
import { noUsage } from '../providers/shared/no-usage.ts';
import { tokenCount } from '../providers/shared/token-count.ts';
import type { Route } from '../routing/model-index.ts';
import type { ModelPrice } from '../snapshot/snapshot.ts';
import { BatchBill, type BatchCharge } from './batch-bill.ts';
import { connectionTarget } from './connection-target.ts';
import { readLines } from './read-lines.ts';

/** What became of long work. `unknown`: nobody could say, so it has to be asked again. */
export type WorkState =
  | { readonly kind: 'running'; readonly body: ObjectBody }
  | { readonly kind: 'ended'; readonly body: ObjectBody; readonly status: CallStatus; readonly charge: BatchCharge }
  | { readonly kind: 'unknown'; readonly reason: string };

/** Where and with what somebody looks. */
export interface Lookout {
  readonly route: Route;
  /** For providers behind HTTP. */
  readonly outbound: UpstreamTransport;
  readonly price: ModelPrice | undefined;
}

const objectLimits = { timeoutMs: 30_000, bodyBytesMax: 4 * 1024 * 1024 };
const outputLimits = { timeoutMs: 600_000, lineBytesMax: 64 * 1024 * 1024 };

/** The ends of a batch and of a fine-tuning job, in OpenAI's words and in ours. */
const ends: Readonly<Record<string, CallStatus>> = {
  completed: 'succeeded',
  succeeded: 'succeeded',
  failed: 'failed',
  expired: 'failed',
  cancelled: 'cancelled',
};

const paths = { batch: '/batches', fine_tuning_job: '/fine_tuning/jobs', file: '/files' } as const;

function get({ route }: Lookout, path: string): UpstreamRequest {
  const target = connectionTarget(route, { method: 'GET', path });
  const reach = route.provider.reach?.(target);
  if (reach === undefined) throw new Error(`The provider ${route.provider.name} keeps no objects`);
  const headers = ['accept', '*/*', 'accept-encoding', 'identity', 'user-agent', 'tollgate', ...reach.headers];
  const whole = route.provider.keeps?.pathTo?.(path, reach.path, target) ?? `${reach.path}${path}`;
  return { origin: reach.origin, path: whole, method: 'GET', headers, body: null };
}

const transportOf = ({ route, outbound }: Lookout): UpstreamTransport => route.provider.transport ?? outbound;

async function batchCharge(lookout: Lookout, { work }: ProviderObject, body: ObjectBody): Promise<BatchCharge | string> {
  if (work === null) return 'What the batch asks for is not known.';
  const bill = new BatchBill(lookout.route.provider, work, lookout.price);
  const outputId = body.output_file_id;
  if (typeof outputId === 'string' && outputId !== '') {
    const request = get(lookout, `/files/${encodeURIComponent(outputId)}/content`);
    const status = await readLines(transportOf(lookout), request, outputLimits, (line) => bill.addLine(line));
    if (status !== 200) return `The output of the batch is answered with status ${status}.`;
  }
  return bill.total();
}

/** What training came to, by the tokens that were trained on; where the list has no price for it, its cost is told as not known. */
function trainingCharge({ price }: Lookout, body: ObjectBody): BatchCharge {
  const trained = tokenCount(body.trained_tokens);
  if (trained === null || trained === 0) return { usage: noUsage, source: 'none', costState: 'not_billed', costNanoUsd: 0n, answered: 0 };
  const usage = { ...noUsage, input: trained, output: 0 };
  // Training by reinforcement is charged by the hour, which no answer tells.
  const isByToken = asRecord(body.method)?.type !== 'reinforcement';
  const charged = { ...noUsage, input: 0, output: 0, media: { trainedTokens: trained } };
  const { state, nanoUsd } = priceCall(charged, isByToken && price !== undefined ? price : undefined);
  return { usage, source: 'provider', costState: state, costNanoUsd: nanoUsd, answered: 1 };
}

/** Asks the provider what became of a batch or a fine-tuning job, and adds up what it used once it has ended. Never rejects. */
export async function lookAtWork(lookout: Lookout, object: ProviderObject): Promise<WorkState> {
  try {
    const path = `${paths[object.kind]}/${encodeURIComponent(object.providerId)}`;
    const answer = await askProvider(transportOf(lookout), get(lookout, path), objectLimits);
    if (answer.kind !== 'answered') return { kind: 'unknown', reason: answer.kind === 'late' ? 'late' : answer.failure.message };
    const body = answer.status === 200 ? asRecord(parseJson(answer.body)) : undefined;
    if (body === undefined) return { kind: 'unknown', reason: `status ${answer.status}` };
    const status = typeof body.status === 'string' ? ends[body.status] : undefined;
    if (status === undefined) return { kind: 'running', body };
    const charge = object.kind === 'batch' ? await batchCharge(lookout, object, body) : trainingCharge(lookout, body);
    return typeof charge === 'string' ? { kind: 'unknown', reason: charge } : { kind: 'ended', body, status, charge };
  } catch (error) {
    return { kind: 'unknown', reason: error instanceof Error ? error.message : String(error) };
  }
}
