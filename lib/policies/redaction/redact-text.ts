import { type DataEntity, dataEntities, entitiesByCategory } from '#lib/contracts/data-entities.ts';
import type { RedactionPattern } from '#lib/contracts/redaction-patterns.ts';
import { replaceFindings } from '#lib/data-classes/replace-findings.ts';
import { defaultScoreMin, type Finding, type FindOptions, findData } from '#lib/recognizers/index.ts';

const own: ReadonlySet<string> = new Set<RedactionPattern>(['private_key', 'jwt']);
/** Secrets that have no pattern of their own are keys. */
const keys: ReadonlySet<string> = new Set(entitiesByCategory.secrets.filter((entity) => !own.has(entity) && entity !== 'password'));

/** The pattern by which a policy names a kind of data; the kind itself where it has one. */
const patternOf = (entity: DataEntity): string => (keys.has(entity) ? 'api_key' : entity);

const optionsOf = new WeakMap<ReadonlySet<RedactionPattern>, FindOptions>();

/** What `findData` is asked for these patterns. */
export function redactionOptions(patterns: ReadonlySet<RedactionPattern>): FindOptions {
  const known = optionsOf.get(patterns);
  if (known !== undefined) return known;
  const named: ReadonlySet<string> = patterns;
  const options = { scoreMin: defaultScoreMin, without: new Set(dataEntities.filter((entity) => !named.has(patternOf(entity)))) };
  optionsOf.set(patterns, options);
  return options;
}

/** What stands in the place of a finding. */
export const patternPlaceholder = ({ entity }: Pick<Finding, 'entity'>): string => `[${patternOf(entity).toUpperCase()}]`;

/** The text with what the patterns find replaced by their names, such as `[EMAIL]`; the same string where they find nothing. */
export const redactText = (text: string, patterns: ReadonlySet<RedactionPattern>): string =>
  replaceFindings(text, findData(text, redactionOptions(patterns)), patternPlaceholder);
