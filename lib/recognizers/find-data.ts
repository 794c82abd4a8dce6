import type { DataCategory, DataEntity } from '#lib/contracts/data-entities.ts';
import { featuresOf, hasNeed } from './features.ts';
import type { Recognizer } from './recognizer.ts';
import { recognizers } from './registry.ts';
import { unveil } from './veiled-text.ts';

/** Something that was found in a text, by its place in UTF-16 units. */
export interface Finding {
  readonly entity: DataEntity;
  readonly category: DataCategory;
  readonly start: number;
  readonly end: number;
  /** 0 to 100. */
  readonly score: number;
}

/** What is looked for, and how sure it has to be. */
export interface FindOptions {
  /** The least score that counts. */
  readonly scoreMin: number;
  /** Kinds that are not looked for; absent where all are. */
  readonly without?: ReadonlySet<DataEntity>;
  /** Texts, in lower case, that are nobody's secret although they look like one. */
  readonly allowed?: ReadonlySet<string>;
  /** The organization's own terms (`termPattern`). */
  readonly denied?: RegExp | null;
  /** What begins before this place is only context. */
  readonly from?: number;
}

/** What holds where nobody has set anything. */
export const defaultScoreMin = 60;

const contextBefore = 64;
const contextAfter = 32;
const contextBonus = 45;

const wordsOf = new Map<Recognizer, RegExp>();

/** The context words of a recogniser as one pattern; whole words, where they are written with spaces between them. */
function contextPattern(recognizer: Recognizer): RegExp | null {
  if (recognizer.context === undefined) return null;
  const known = wordsOf.get(recognizer);
  if (known !== undefined) return known;
  const words = recognizer.context.map((word) => word.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|');
  const pattern = new RegExp(`(?<![a-zà-ÿ])(?:${words})(?![a-zà-ÿ])`, 'i');
  wordsOf.set(recognizer, pattern);
  return pattern;
}

/** A number may be followed by another that is no part of it: what is real without the last groups is that. */
function realPart({ isReal }: Recognizer, found: string): string | null {
  if (isReal === undefined) return found;
  let part = found;
  while (part.length >= 8) {
    if (isReal(part)) return part;
    const cut = part.lastIndexOf(' ');
    if (cut === -1) return null;
    part = part.slice(0, cut);
  }
  return isReal(part) && part.length === found.length ? part : null;
}

function scoreOf(recognizer: Recognizer, text: string, start: number, found: string, scoreMin: number): number {
  const score = typeof recognizer.score === 'number' ? recognizer.score : recognizer.score(found);
  // What could not count with a word beside it need not be looked at again.
  if (score + contextBonus < scoreMin) return score;
  const pattern = contextPattern(recognizer);
  if (pattern === null) return score;
  const end = start + found.length;
  const around = `${text.slice(Math.max(0, start - contextBefore), start)} ${text.slice(end, end + contextAfter)}`;
  return pattern.test(around) ? Math.min(100, score + contextBonus) : score;
}

function collect(recognizer: Recognizer, text: string, options: FindOptions, into: Finding[]): void {
  const { form, entity, category } = recognizer;
  form.lastIndex = 0;
  for (let match = form.exec(text); match !== null; match = form.exec(text)) {
    const found = realPart(recognizer, match[0]);
    if (found === null) continue;
    // Another may begin in what was left of it.
    if (found.length < match[0].length) form.lastIndex = match.index + found.length;
    if (match.index < (options.from ?? 0) || options.allowed?.has(found.toLowerCase()) === true) continue;
    const score = scoreOf(recognizer, text, match.index, found, options.scoreMin);
    if (score >= options.scoreMin) into.push({ entity, category, start: match.index, end: match.index + found.length, score });
  }
}

function collectDenied(text: string, pattern: RegExp, { from = 0 }: FindOptions, into: Finding[]): void {
  pattern.lastIndex = 0;
  for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) {
    if (match.index < from) continue;
    into.push({ entity: 'denied_term', category: 'pii', start: match.index, end: match.index + match[0].length, score: 100 });
  }
}

/** How many of these, which are in the order of the text, begin at `start` or before. */
function placeOf(kept: readonly Finding[], start: number): number {
  let [low, high] = [0, kept.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((kept[middle]?.start ?? 0) <= start) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Of those that overlap the surest stays, of equals the longest; in the order of the text. */
function withoutOverlaps(findings: readonly Finding[]): readonly Finding[] {
  if (findings.length < 2) return findings;
  const best = findings.toSorted((a, b) => b.score - a.score || b.end - b.start - (a.end - a.start) || a.start - b.start);
  const kept: Finding[] = [];
  for (const one of best) {
    const at = placeOf(kept, one.start);
    const isFree = (kept[at - 1]?.end ?? 0) <= one.start && (kept[at]?.start ?? Number.POSITIVE_INFINITY) >= one.end;
    if (isFree) kept.splice(at, 0, one);
  }
  return kept;
}

const nothing: readonly Finding[] = [];

function findOpen(text: string, options: FindOptions): Finding[] {
  const features = featuresOf(text);
  const findings: Finding[] = [];
  for (const recognizer of recognizers) {
    if (hasNeed(features, recognizer.need) && options.without?.has(recognizer.entity) !== true)
      collect(recognizer, text, options, findings);
  }
  if (options.denied != null) collectDenied(text, options.denied, options, findings);
  return findings;
}

/** What is found in the text as a reader would understand it, at its places in the text as it stands. */
function findVeiled(text: string, options: FindOptions): Finding[] {
  const veiled = unveil(text);
  if (veiled === null) return [];
  const { from = 0, ...rest } = options;
  return findOpen(veiled.text, rest).flatMap((one) => {
    const [start = 0, end = text.length] = [veiled.places[one.start], veiled.places[one.end]];
    return start < from ? [] : [{ ...one, start, end }];
  });
}

const base64Run = /(?<![A-Za-z0-9+/_-])[A-Za-z0-9+/_-]{16,4000}={0,2}/g;
/** What is printed and has no other bytes in it: what only looks like Base64 is none of that when it is read. */
const printed = /^[\t\n\r -~\u00a0-\u024f]{8,}$/;

/** Runs of Base64 that hold data, each as a whole. */
function findEncoded(text: string, options: FindOptions): Finding[] {
  const found: Finding[] = [];
  for (const { 0: run, index: start } of text.matchAll(base64Run)) {
    if (start < (options.from ?? 0) || options.allowed?.has(run.toLowerCase()) === true) continue;
    const inner = Buffer.from(run, 'base64').toString('utf8');
    if (!printed.test(inner)) continue;
    const { from: _, ...rest } = options;
    const [first] = withoutOverlaps(findOpen(inner, rest));
    if (first !== undefined) found.push({ ...first, start, end: start + run.length });
  }
  return found;
}

/**
 * What sensitive data a text holds, in its order and without overlaps; takes no longer than the text is long. Data that invisible
 * characters, letters and digits of other alphabets, escapes of JSON or HTML, percent encoding or Base64 hide is found, too.
 */
export function findData(text: string, options: FindOptions): readonly Finding[] {
  const findings = [...findOpen(text, options), ...findVeiled(text, options), ...findEncoded(text, options)];
  return findings.length === 0 ? nothing : withoutOverlaps(findings);
}

/** The organization's own terms as a pattern for `denied`; whole words, in any case. Null for none. */
export function termPattern(terms: readonly string[]): RegExp | null {
  const written = terms.map((term) => term.trim()).filter((term) => term !== '');
  if (written.length === 0) return null;
  // The longest first, so that one that begins like another is found whole.
  const alternatives = written.toSorted((a, b) => b.length - a.length).map((term) => term.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`(?<![\\p{L}\\p{N}])(?:${alternatives.join('|')})(?![\\p{L}\\p{N}])`, 'giu');
}
