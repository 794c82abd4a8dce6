import type { CallDescription, ChargedBudget, CostShare, Hold, SettledPart, UsageEvent } from '#lib/usage/usage-event.ts';
import { type ByteWriter, RecordNotEncodable } from './byte-writer.ts';
import {
  costCenterFlag,
  detailFlags,
  storedBoundKinds,
  storedCacheStates,
  storedCostStates,
  storedPartKinds,
  storedStatuses,
  storedUsageSources,
} from './record.ts';

/**
 * Payloads of version 6. A settlement repeats the description of its hold on purpose: the two may lie in different
 * segments, and either must be readable when the other is gone. Version 5 ended its settlements with the class, version 4 with the policies, version 3 with
 * the parts. Version 2 ended its
 * descriptions with the task type, and its parts named no cost center. Version 1 had no second presence byte and what follows from
 * it; its settlements ended with the price version, and the parts of its holds were lease id · amount.
 *
 * description = presence byte · second presence byte · id · tenant · [department] · [team] · [user] · [key] · [connection] ·
 *               protocol · requested model · [provider] · [model] · [count of tags · (name · value)…] · [route] · [task type] ·
 *               [project] · [environment] · [count of cost centers · (cost center · parts of a million)…]
 * hold        = description · bound i64 · bound kind · count of parts · (part · amount i64)…
 * settle      = segment of the hold u32 · description · status · HTTP status · source · cost state · five token counts ·
 *               cost, bound, overrun i64 · latency ms · first token ms · attempts · [error code] · [price version] ·
 *               cache state · saved i64 · count of parts · (part · covered i64 · cost i64)… · what policies said, as JSON or empty ·
 *               how sensitive it was, as JSON or empty · flags · [how it came to its target, as JSON] · [baseline i64] ·
 *               [what is charged beside its tokens, as JSON]
 * part        = kind · [lease id] · budget id · [cost center] · start of the period ms · its length ms
 */

export function encodeHold(writer: ByteWriter, hold: Hold): void {
  encodeDescription(writer, hold);
  writer.i64(hold.boundNanoUsd);
  writer.u8(code(storedBoundKinds, hold.boundKind));
  writer.number(hold.parts.length);
  for (const part of hold.parts) {
    encodePart(writer, part);
    writer.i64(part.amountNanoUsd);
  }
}

export function encodeSettle(writer: ByteWriter, event: UsageEvent, heldIn: number): void {
  writer.u32(heldIn);
  encodeDescription(writer, event);
  writer.u8(code(storedStatuses, event.status));
  writer.number(event.httpStatus);
  writer.u8(code(storedUsageSources, event.usageSource));
  writer.u8(code(storedCostStates, event.costState));
  writer.optionalNumber(countOrNull(event.usage.input));
  writer.optionalNumber(countOrNull(event.usage.cacheRead));
  writer.optionalNumber(countOrNull(event.usage.cacheWrite));
  writer.optionalNumber(countOrNull(event.usage.output));
  writer.optionalNumber(countOrNull(event.usage.reasoning));
  writer.i64(event.costNanoUsd);
  writer.i64(event.boundNanoUsd);
  writer.i64(event.overrunNanoUsd);
  writer.number(Math.max(0, Math.round(event.latencyMs)));
  writer.optionalNumber(event.firstTokenMs === null ? null : countOrNull(Math.round(event.firstTokenMs)));
  writer.number(event.attempts);
  writer.text(event.errorCode ?? '');
  writer.u8(event.priceVersionId === null ? 0 : 1);
  if (event.priceVersionId !== null) writer.repeatedUuid(event.priceVersionId);
  writer.u8(code(storedCacheStates, event.cacheState ?? 'none'));
  writer.i64(event.savedNanoUsd);
  const parts = event.parts ?? noParts;
  writer.number(parts.length);
  for (const part of parts) {
    encodePart(writer, part);
    writer.i64(part.coveredNanoUsd);
    writer.i64(part.costNanoUsd);
  }
  writer.text(event.policy === undefined ? '' : JSON.stringify(event.policy));
  writer.text(event.classification === undefined ? '' : JSON.stringify(event.classification));
  const { routing, baselineNanoUsd, billing } = event;
  writer.u8(
    (routing === undefined ? 0 : detailFlags.routing) |
      (baselineNanoUsd === undefined ? 0 : detailFlags.baseline) |
      (billing === undefined ? 0 : detailFlags.billing),
  );
  if (routing !== undefined) writer.text(JSON.stringify(routing));
  if (baselineNanoUsd !== undefined) writer.i64(baselineNanoUsd);
  if (billing !== undefined) writer.text(JSON.stringify(billing));
}

const noParts: readonly SettledPart[] = [];

function encodePart(writer: ByteWriter, part: ChargedBudget): void {
  const { costCenterId } = part;
  writer.u8(code(storedPartKinds, part.kind) | (costCenterId === undefined ? 0 : costCenterFlag));
  if (part.leaseId !== null) writer.repeatedUuid(part.leaseId);
  writer.repeatedUuid(part.budgetId);
  if (costCenterId !== undefined) writer.repeatedUuid(costCenterId);
  writer.number(part.periodStartMs);
  writer.number(part.periodEndMs - part.periodStartMs);
}

export function encodeSeal(writer: ByteWriter, holds: number, settles: number): void {
  writer.number(holds);
  writer.number(settles);
}

function encodeDescription(writer: ByteWriter, call: CallDescription): void {
  const { departmentId, teamId, userId, keyId, projectId, environmentId, costShares } = call.attribution;
  const { connectionId, provider, model, routeId, taskType, tags } = call;
  let presence = call.streamed ? 1 : 0;
  if (departmentId !== null) presence |= 2;
  if (teamId !== null) presence |= 4;
  if (userId !== null) presence |= 8;
  if (keyId !== null) presence |= 16;
  if (connectionId !== null) presence |= 32;
  if (provider !== null) presence |= 64;
  if (model !== null) presence |= 128;
  writer.u8(presence);
  let further = (routeId === null ? 0 : 1) | (taskType === null ? 0 : 2);
  if (projectId !== undefined) further |= 4;
  if (environmentId !== undefined) further |= 8;
  if (costShares !== undefined) further |= 16;
  writer.u8(further);
  writer.uuid(call.id);
  writer.repeatedUuid(call.attribution.tenantId);
  if (departmentId !== null) writer.repeatedUuid(departmentId);
  if (teamId !== null) writer.repeatedUuid(teamId);
  if (userId !== null) writer.repeatedUuid(userId);
  if (keyId !== null) writer.repeatedUuid(keyId);
  if (connectionId !== null) writer.repeatedUuid(connectionId);
  writer.text(call.protocol);
  writer.text(call.requestedModel);
  if (provider !== null) writer.text(provider);
  if (model !== null) writer.text(model);
  encodeTags(writer, tags);
  if (routeId !== null) writer.repeatedUuid(routeId);
  if (taskType !== null) writer.text(taskType);
  if (projectId !== undefined) writer.repeatedUuid(projectId);
  if (environmentId !== undefined) writer.repeatedUuid(environmentId);
  if (costShares !== undefined) encodeShares(writer, costShares);
}

function encodeShares(writer: ByteWriter, shares: readonly CostShare[]): void {
  writer.number(shares.length);
  for (const { costCenterId, partsPerMillion } of shares) {
    writer.repeatedUuid(costCenterId);
    writer.number(partsPerMillion);
  }
}

function encodeTags(writer: ByteWriter, tags: CallDescription['tags']): void {
  if (tags === null) {
    writer.number(0);
    return;
  }
  const names = Object.keys(tags);
  writer.number(names.length + 1);
  for (const name of names) {
    writer.text(name);
    writer.text(tags[name] ?? '');
  }
}

/** A provider may report nonsense; "not reported" is true of it, and the call still gets its record. */
function countOrNull(value: number | null): number | null {
  return value !== null && Number.isSafeInteger(value) && value >= 0 ? value : null;
}

function code(stored: readonly string[], value: string): number {
  const index = stored.indexOf(value);
  if (index === -1) throw new RecordNotEncodable(`"${value}" has no code`);
  return index;
}
