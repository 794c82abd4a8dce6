import type { CallRouting, UsageEvent } from './usage-event.ts';

/**
 * A call must be stored whatever a caller or provider put into it: one text that PostgreSQL refuses would hold up every
 * call behind it. So the fields are brought into what the columns take, before the digest is made of them.
 */

/** Longest name of a model, protocol, provider or error, in UTF-16 units; a B-tree entry has room for it. */
const nameUnitsMax = 256;
const tagsMax = 64;
const int4Max = 2_147_483_647;
const int2Max = 32_767;

/** The event as the database can hold it; the same object when nothing has to change, which is nearly always. */
export function storableEvent(event: UsageEvent): UsageEvent {
  if (isStorable(event)) return event;
  const { usage } = event;
  return {
    ...event,
    protocol: storableText(event.protocol),
    requestedModel: storableText(event.requestedModel),
    provider: event.provider === null ? null : storableText(event.provider),
    model: event.model === null ? null : storableText(event.model),
    errorCode: event.errorCode === null ? null : storableText(event.errorCode),
    taskType: event.taskType === null ? null : storableText(event.taskType),
    tags: event.tags === null ? null : storableTags(event.tags),
    httpStatus: storableCount(event.httpStatus, int2Max) ?? 0,
    usage: {
      input: storableCount(usage.input, int4Max),
      cacheRead: storableCount(usage.cacheRead, int4Max),
      cacheWrite: storableCount(usage.cacheWrite, int4Max),
      output: storableCount(usage.output, int4Max),
      reasoning: storableCount(usage.reasoning, int4Max),
    },
    latencyMs: storableCount(event.latencyMs, int4Max) ?? 0,
    firstTokenMs: storableCount(event.firstTokenMs, int4Max),
    attempts: storableCount(event.attempts, int2Max) ?? 0,
    ...(event.routing === undefined ? {} : { routing: storableRouting(event.routing) }),
  };
}

/** What was sent where: the names are the ones of before, of other targets. */
function storableRouting({ failed, ...routing }: CallRouting): CallRouting {
  if (failed === undefined) return routing;
  const stored = failed.map((one) => ({ ...one, provider: storableText(one.provider), model: storableText(one.model) }));
  return { ...routing, failed: stored };
}

function isStorable(event: UsageEvent): boolean {
  const { usage } = event;
  return (
    isStorableText(event.protocol) &&
    isStorableText(event.requestedModel) &&
    isStorableText(event.provider ?? '') &&
    isStorableText(event.model ?? '') &&
    isStorableText(event.errorCode ?? '') &&
    isStorableText(event.taskType ?? '') &&
    event.tags === null &&
    event.routing?.failed === undefined &&
    isStorableCount(event.httpStatus, int2Max) &&
    isStorableCount(usage.input ?? 0, int4Max) &&
    isStorableCount(usage.cacheRead ?? 0, int4Max) &&
    isStorableCount(usage.cacheWrite ?? 0, int4Max) &&
    isStorableCount(usage.output ?? 0, int4Max) &&
    isStorableCount(usage.reasoning ?? 0, int4Max) &&
    isStorableCount(event.latencyMs, int4Max) &&
    isStorableCount(event.firstTokenMs ?? 0, int4Max) &&
    isStorableCount(event.attempts, int2Max)
  );
}

/** Neither too long nor with the two things PostgreSQL's UTF-8 has no place for: NUL and lone surrogates. */
function isStorableText(text: string): boolean {
  return text.length <= nameUnitsMax && !text.includes('\0') && text.isWellFormed();
}

const storableText = (text: string): string => text.slice(0, nameUnitsMax).replaceAll('\0', '\ufffd').toWellFormed();

/** The first tags by name, so that the choice does not depend on the order in which they came. */
function storableTags(tags: Readonly<Record<string, string>>): Record<string, string> {
  const names = Object.keys(tags).sort().slice(0, tagsMax);
  return Object.fromEntries(names.map((name) => [storableText(name), storableText(tags[name] ?? '')]));
}

const isStorableCount = (value: number, max: number): boolean => Number.isInteger(value) && value >= 0 && value <= max;

/** Whole, and cut at what the column holds; a number that is no count is unknown. */
function storableCount(value: number | null, max: number): number | null {
  if (value === null || Number.isNaN(value) || value < 0) return null;
  return Math.min(max, Math.round(value));
}
