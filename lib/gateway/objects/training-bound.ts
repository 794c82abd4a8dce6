import { meterCost } from '#lib/catalog/price-call.ts';
import type { NanoUsd } from '#lib/core/money.ts';
import type { ObjectBody } from '#lib/objects/object-store.ts';
import { asRecord } from '../json/as-record.ts';
import type { ModelPrice } from '../snapshot/snapshot.ts';

/** Taken where the provider chooses how often it goes through the file. */
const assumedEpochs = 10;
const epochsMax = 50;

/** The epochs that a request names: by its method, or in the older form beside it. */
function epochsOf(request: unknown): number {
  const asked = asRecord(request);
  const method = asRecord(asked?.method);
  const byMethod = asRecord(asRecord(method?.[typeof method?.type === 'string' ? method.type : ''])?.hyperparameters);
  const epochs = byMethod?.n_epochs ?? asRecord(asked?.hyperparameters)?.n_epochs;
  return typeof epochs === 'number' && epochs >= 1 && epochs <= epochsMax ? epochs : assumedEpochs;
}

/**
 * The most that training on a file can cost: no token is shorter than a byte. Null where it has no price: the list has none, the file
 * does not tell its size, or it is charged by the hour (reinforcement).
 */
export function trainingBound(price: ModelPrice | undefined, file: ObjectBody, request: unknown): NanoUsd | null {
  const rate = price?.tiers[0]?.picoUsdPerUnit.training;
  const { bytes } = file;
  const isByHour = asRecord(asRecord(request)?.method)?.type === 'reinforcement';
  if (rate === undefined || isByHour || typeof bytes !== 'number' || !Number.isSafeInteger(bytes) || bytes < 0) return null;
  return meterCost(Math.ceil(bytes * epochsOf(request)), rate);
}
