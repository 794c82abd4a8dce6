import { callBilling } from '#lib/usage/call-billing.ts';
import { callClassification } from '#lib/usage/call-classification.ts';
import { callRouting } from '#lib/usage/call-routing.ts';
import { policyOutcome } from '#lib/usage/policy-outcome.ts';
import type {
  CacheState,
  CallAttribution,
  CallClassification,
  CallDescription,
  ChargedBudget,
  CostShare,
  Hold,
  HoldPart,
  PolicyOutcome,
  SettledPart,
  UsageEvent,
} from '#lib/usage/usage-event.ts';
import { ByteReader, RecordNotReadable } from './byte-reader.ts';
import type { Frame } from './frame.ts';
import {
  costCenterFlag,
  detailFlags,
  type JournalRecord,
  recordKind,
  recordVersion,
  storedBoundKinds,
  storedCacheStates,
  storedCostStates,
  storedPartKinds,
  storedStatuses,
  storedUsageSources,
} from './record.ts';

/** The record inside a frame whose checksum is right. Throws RecordNotReadable for a version or kind this build does not know. */
export function decodeRecord(bytes: Buffer, frame: Frame): JournalRecord {
  if (frame.version < 1 || frame.version > recordVersion) throw new RecordNotReadable(`Record version ${frame.version} is not known`);
  const reader = new ByteReader(bytes, frame.payloadStart, frame.payloadEnd);
  const record = decodePayload(reader, frame);
  reader.finish();
  return record;
}

function decodePayload(reader: ByteReader, { kind, version }: Frame): JournalRecord {
  if (kind === recordKind.hold) return { kind: 'hold', hold: decodeHold(reader, version) };
  if (kind === recordKind.settle) return { kind: 'settle', heldIn: reader.u32(), event: decodeEvent(reader, version) };
  if (kind === recordKind.seal) return { kind: 'seal', holds: reader.number(), settles: reader.number() };
  throw new RecordNotReadable(`Record kind ${kind} is not known`);
}

function decodeHold(reader: ByteReader, version: number): Hold {
  const description = decodeDescription(reader, version);
  const boundNanoUsd = reader.i64();
  const boundKind = named(storedBoundKinds, reader.u8());
  const parts: HoldPart[] = [];
  for (let left = reader.number(); left > 0; left -= 1) {
    if (version > 1) parts.push({ ...decodePart(reader), amountNanoUsd: reader.i64() });
    else skipEarlyPart(reader);
  }
  return { ...description, boundNanoUsd, boundKind, parts };
}

/** Fields are read in the order in which JavaScript evaluates the literal, which is the order they were written in. */
function decodeEvent(reader: ByteReader, version: number): UsageEvent {
  const event: UsageEvent = {
    ...decodeDescription(reader, version),
    status: named(storedStatuses, reader.u8()),
    httpStatus: reader.number(),
    usageSource: named(storedUsageSources, reader.u8()),
    costState: named(storedCostStates, reader.u8()),
    usage: {
      input: reader.optionalNumber(),
      cacheRead: reader.optionalNumber(),
      cacheWrite: reader.optionalNumber(),
      output: reader.optionalNumber(),
      reasoning: reader.optionalNumber(),
    },
    costNanoUsd: reader.i64(),
    boundNanoUsd: reader.i64(),
    overrunNanoUsd: reader.i64(),
    latencyMs: reader.number(),
    firstTokenMs: reader.optionalNumber(),
    attempts: reader.number(),
    errorCode: reader.text() || null,
    priceVersionId: reader.u8() === 0 ? null : reader.uuid(),
    cacheState: version === 1 ? null : decodeCacheState(reader),
    savedNanoUsd: version === 1 ? 0n : reader.i64(),
  };
  const parts: SettledPart[] = [];
  for (let left = version > 1 ? reader.number() : 0; left > 0; left -= 1) {
    parts.push({ ...decodePart(reader), coveredNanoUsd: reader.i64(), costNanoUsd: reader.i64() });
  }
  const policy = version > 3 ? decodePolicy(reader) : undefined;
  const classification = version > 4 ? decodeClassification(reader) : undefined;
  const said = { ...(policy === undefined ? {} : { policy }), ...(classification === undefined ? {} : { classification }) };
  const flags = version > 5 ? reader.u8() : 0;
  if (flags > (detailFlags.routing | detailFlags.baseline | detailFlags.billing))
    throw new RecordNotReadable(`Flags ${flags} are not known`);
  const way = {
    ...(flags & detailFlags.routing ? { routing: callRouting.parse(JSON.parse(reader.text())) } : {}),
    ...(flags & detailFlags.baseline ? { baselineNanoUsd: reader.i64() } : {}),
    ...(flags & detailFlags.billing ? { billing: callBilling.parse(JSON.parse(reader.text())) } : {}),
  };
  return { ...event, ...said, ...way, ...(parts.length === 0 ? {} : { parts }) };
}

/** It was written by this room from a value of this type, and its frame's checksum is right. */
function decodePolicy(reader: ByteReader): PolicyOutcome | undefined {
  const text = reader.text();
  return text === '' ? undefined : policyOutcome.parse(JSON.parse(text));
}

/** Written as the policies are. */
function decodeClassification(reader: ByteReader): CallClassification | undefined {
  const text = reader.text();
  return text === '' ? undefined : callClassification.parse(JSON.parse(text));
}

/** Written as the policies are. */
/** No budget existed when version 1 was written, so such a part speaks of nothing. */
function skipEarlyPart(reader: ByteReader): void {
  reader.uuid();
  reader.i64();
}

function decodePart(reader: ByteReader): ChargedBudget {
  const code = reader.u8();
  const kind = named(storedPartKinds, code & ~costCenterFlag);
  const leaseId = kind === 'lease' ? reader.uuid() : null;
  const budgetId = reader.uuid();
  const ofCenter = code & costCenterFlag ? { costCenterId: reader.uuid() } : {};
  const periodStartMs = reader.number();
  return { kind, leaseId, budgetId, ...ofCenter, periodStartMs, periodEndMs: periodStartMs + reader.number() };
}

function decodeCacheState(reader: ByteReader): CacheState | null {
  const state = named(storedCacheStates, reader.u8());
  return state === 'none' ? null : state;
}

function decodeDescription(reader: ByteReader, version: number): CallDescription {
  const presence = reader.u8();
  const further = version === 1 ? 0 : reader.u8();
  const optionalUuid = (bit: number): string | null => (presence & bit ? reader.uuid() : null);
  const optionalText = (bit: number): string | null => (presence & bit ? reader.text() : null);
  const description: CallDescription = {
    streamed: (presence & 1) !== 0,
    id: reader.uuid(),
    attribution: {
      tenantId: reader.uuid(),
      departmentId: optionalUuid(2),
      teamId: optionalUuid(4),
      userId: optionalUuid(8),
      keyId: optionalUuid(16),
    },
    connectionId: optionalUuid(32),
    protocol: reader.text(),
    requestedModel: reader.text(),
    provider: optionalText(64),
    model: optionalText(128),
    tags: decodeTags(reader),
    routeId: further & 1 ? reader.uuid() : null,
    taskType: further & 2 ? reader.text() : null,
  };
  if ((further & 28) === 0) return description;
  return { ...description, attribution: { ...description.attribution, ...decodeWork(reader, further) } };
}

/** What the call was made for. */
function decodeWork(reader: ByteReader, further: number): Pick<CallAttribution, 'projectId' | 'environmentId' | 'costShares'> {
  return {
    ...(further & 4 ? { projectId: reader.uuid() } : {}),
    ...(further & 8 ? { environmentId: reader.uuid() } : {}),
    ...(further & 16 ? { costShares: decodeShares(reader) } : {}),
  };
}

function decodeShares(reader: ByteReader): CostShare[] {
  const shares: CostShare[] = [];
  for (let left = reader.number(); left > 0; left -= 1) shares.push({ costCenterId: reader.uuid(), partsPerMillion: reader.number() });
  return shares;
}

function decodeTags(reader: ByteReader): Record<string, string> | null {
  const count = reader.number();
  if (count === 0) return null;
  const tags: [string, string][] = [];
  for (let left = count - 1; left > 0; left -= 1) tags.push([reader.text(), reader.text()]);
  // fromEntries defines own properties, so a tag called __proto__ stays a tag.
  return Object.fromEntries(tags);
}

function named<const Value extends string>(stored: readonly Value[], index: number): Value {
  const value = stored[index];
  if (value === undefined) throw new RecordNotReadable(`Code ${index} is not known`);
  return value;
}
