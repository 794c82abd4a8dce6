import { policyFieldNamed } from '#lib/contracts/policy-names.ts';
import { AppError, type FieldError } from '#lib/core/errors.ts';
import { fromPublicId } from '#lib/core/ids.ts';
import { type Fact, type Facts, factCount, slotOf } from './engine/facts.ts';
import { readValue } from './engine/read-value.ts';

type SampleValue = string | number | boolean | readonly string[];

const pointerOf = (name: string): string => `/sample/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;

/** One field of a made-up call as facts have it; undefined for a value that it cannot have. */
function factOf(name: string, value: SampleValue): Fact | undefined {
  const field = policyFieldNamed(name);
  if (field === undefined) return undefined;
  const { kind, idKind } = field;
  if (kind === 'ids' && idKind !== undefined) {
    const texts: readonly unknown[] = Array.isArray(value) ? value : [value];
    const ids = texts.map((text) => (typeof text === 'string' ? fromPublicId(idKind, text) : undefined)).filter((id) => id !== undefined);
    return ids.length === texts.length ? ids : undefined;
  }
  if (Array.isArray(value)) return undefined;
  if (kind === 'prompt') return typeof value === 'string' ? () => value : undefined;
  if (kind === 'time') return typeof value === 'string' && !Number.isNaN(Date.parse(value)) ? Date.parse(value) : undefined;
  return readValue(field, value);
}

/** A made-up call as policies see it. Throws `validation_failed` with a pointer for each field that is none, or has a value it cannot have. */
export function sampleFacts(sample: Readonly<Record<string, SampleValue>>, now: Date): Facts {
  const values: Fact[] = new Array<Fact>(factCount).fill(null);
  const tags: Record<string, string> = {};
  const errors: FieldError[] = [];
  for (const [name, value] of Object.entries(sample)) {
    const fact = factOf(name, value);
    const slot = slotOf(name);
    if (fact === undefined)
      errors.push({
        pointer: pointerOf(name),
        detail: policyFieldNamed(name) === undefined ? `There is no field "${name}"` : 'Not a value of this field',
      });
    else if (slot !== undefined) values[slot] = fact;
    else tags[name.slice('tags.'.length)] = String(value);
  }
  if (errors.length > 0) throw new AppError('validation_failed', { errors });
  const timeSlot = slotOf('time') ?? 0;
  const nowMs = typeof values[timeSlot] === 'number' ? values[timeSlot] : now.getTime();
  values[timeSlot] = nowMs;
  const listAt = (name: string): readonly string[] => {
    const fact = values[slotOf(name) ?? 0];
    return Array.isArray(fact) ? fact : [];
  };
  const project = values[slotOf('project') ?? 0];
  return { values, tags, nowMs, places: [...listAt('team'), ...listAt('department'), ...(typeof project === 'string' ? [project] : [])] };
}
