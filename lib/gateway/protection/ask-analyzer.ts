import type { DataAnalyzer } from '#lib/contracts/data-classes.ts';
import type { DataEntity } from '#lib/contracts/data-entities.ts';
import { AppError } from '#lib/core/errors.ts';
import { askProvider, type UpstreamTransport } from '#lib/outbound/index.ts';
import type { PlacedText } from '#lib/policies/redaction/placed-text.ts';
import type { Finding, FindOptions } from '#lib/recognizers/index.ts';
import { asList, asRecord, parseJson } from '../json/as-record.ts';
import { isLookedAt } from './own-words.ts';
import type { FoundText } from './scan-texts.ts';

/** What is asked for; everything else is recognised here. Names of Presidio's kinds. */
const kinds: Readonly<Record<string, DataEntity>> = { PERSON: 'person', LOCATION: 'location' };
/** Longest text that is sent, in UTF-16 units; what comes behind is not looked at by the analyzer. */
const textUnitsMax = 100_000;
const answerBytesMax = 4 * 1024 * 1024;
/** Between two strings of a request: no name goes on past it. */
const gap = '\n\n';

/** Places in UTF-16 units for places in characters, as Python counts them; itself where the text has no character of two units. */
function unitPlaces(text: string): (place: number) => number {
  if (!/[\ud800-\udbff]/.test(text)) return (place) => place;
  const places: number[] = [];
  let unit = 0;
  for (const character of text) {
    places.push(unit);
    unit += character.length;
  }
  return (place) => places[place] ?? unit;
}

function readFindings(body: string, text: string, scoreMin: number): readonly Finding[] | null {
  const list = parseJson(body);
  if (!Array.isArray(list)) return null;
  const unitOf = unitPlaces(text);
  return asList(list).flatMap((one): Finding[] => {
    const { entity_type: type, start, end, score } = asRecord(one) ?? {};
    const entity = typeof type === 'string' ? kinds[type] : undefined;
    if (entity === undefined || typeof start !== 'number' || typeof end !== 'number' || typeof score !== 'number' || end <= start)
      return [];
    const percent = Math.round(score * 100);
    return percent < scoreMin ? [] : [{ entity, category: 'pii', start: unitOf(start), end: unitOf(end), score: percent }];
  });
}

/** Those of both, without what overlaps something that was found here; in their order. */
function joined(own: readonly Finding[], others: readonly Finding[]): readonly Finding[] {
  const added = others.filter((one) => own.every(({ start, end }) => one.end <= start || one.start >= end));
  return [...own, ...added].toSorted((a, b) => a.start - b.start);
}

/**
 * Asks a Presidio analyzer (POST /analyze, github.com/microsoft/presidio) for names and places in a request, and adds them to
 * what was found. The request waits for it up to its deadline; what happens without an answer is the organization's choice:
 * on without names, or `policy_denied`.
 */
export async function askAnalyzer(
  transport: UpstreamTransport,
  analyzer: DataAnalyzer,
  texts: Iterable<PlacedText>,
  found: readonly FoundText[],
  { scoreMin, without, allowed }: FindOptions,
): Promise<readonly FoundText[]> {
  const strings = [...texts].filter(({ name, text }) => isLookedAt(name, text) && /\p{L}/u.test(text));
  const text = strings
    .map((one) => one.text)
    .join(gap)
    .slice(0, textUnitsMax);
  if (text === '') return found;
  const { origin, pathname } = new URL(analyzer.url);
  const sent = { text, language: analyzer.language, entities: Object.keys(kinds), score_threshold: scoreMin / 100 };
  const answer = await askProvider(
    transport,
    {
      ...{ origin, path: `${pathname.replace(/\/$/, '')}/analyze`, method: 'POST', body: Buffer.from(JSON.stringify(sent)) },
      headers: ['content-type', 'application/json', 'accept', 'application/json'],
    },
    { timeoutMs: analyzer.timeout_ms, bodyBytesMax: answerBytesMax },
  );
  const read = answer.kind === 'answered' && answer.status === 200 ? readFindings(answer.body, text, scoreMin) : null;
  const findings = read?.filter(
    ({ entity, start, end }) => without?.has(entity) !== true && allowed?.has(text.slice(start, end).toLowerCase()) !== true,
  );
  if (findings === undefined) {
    if (analyzer.on_failure === 'pass') return found;
    throw new AppError('policy_denied', {
      detail:
        'The request could not be looked at for names, and the organization lets nothing through without that. Ask an administrator to look at the analyzer.',
      internal: answer.kind === 'failed' ? answer.failure.message : answer.kind,
    });
  }
  let from = 0;
  return strings.flatMap((string) => {
    const [start, end] = [from, from + string.text.length];
    from = end + gap.length;
    const own = found.find((one) => one.start === string.start)?.findings ?? [];
    const inside = findings.flatMap((one) =>
      one.start >= start && one.end <= end ? [{ ...one, start: one.start - start, end: one.end - start }] : [],
    );
    const all = joined(own, inside);
    return all.length === 0 ? [] : [{ ...string, findings: all }];
  });
}
