import { FieldNames } from '../../json/field-names.ts';
import type { JsonField } from '../../json/json-scanner.ts';
import { type ScannedObject, scanDocument } from '../../json/scan-object.ts';
import { type Edit, splice } from '../../json/splice.ts';

/** How a provider wants a body that is else the protocol's own; all of it is about fields of the outermost object. */
export interface BodyShape {
  /** Fields that it refuses. */
  readonly drops?: readonly string[];
  /** Fields that it knows by another name; where a body has both, the one that is renamed holds. */
  readonly renames?: Readonly<Record<string, string>>;
  /** Fields that have to be there, as JSON; they take the place of what the caller says. */
  readonly adds?: Readonly<Record<string, string>>;
}

interface Range {
  start: number;
  end: number;
}

const quote = 0x22;
const comma = 0x2c;

const isSpace = (byte: number | undefined): boolean => byte === 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0d;

/** A field's name with its quotation marks. The names that are looked for hold neither a colon nor a quotation mark. */
function nameRange(body: Buffer, { start }: JsonField): Range {
  const end = body.lastIndexOf(quote, body.lastIndexOf(':', start - 1)) + 1;
  return { start: body.lastIndexOf(quote, end - 2), end };
}

/** What goes with a field that goes: its name, and the comma behind it. */
function fieldRange(body: Buffer, field: JsonField): Range {
  const { start } = nameRange(body, field);
  let at = field.end;
  while (isSpace(body[at])) at += 1;
  return { start, end: body[at] === comma ? at + 1 : field.end };
}

const isBlank = (body: Buffer, from: number, to: number): boolean => body.subarray(from, to).every(isSpace);

/** Lets the comma go that stands before the fields at the end, where they all go and nothing comes in their place. */
function takeCommaBefore(body: Buffer, ranges: readonly Range[]): void {
  let at = ranges.length - 1;
  let first = ranges[at];
  for (let before = ranges[at - 1]; first !== undefined && before !== undefined; before = ranges[at - 1]) {
    if (!isBlank(body, before.end, first.start)) break;
    first = before;
    at -= 1;
  }
  if (first === undefined) return;
  let start = first.start - 1;
  while (isSpace(body[start])) start -= 1;
  if (body[start] === comma) first.start = start;
}

/** The fields that go: those that are refused or replaced, and of a renamed one and its namesake the other. */
function leaving(scanned: ScannedObject, { drops = [], renames = {}, adds = {} }: BodyShape): JsonField[] {
  const given = new Set(scanned.fields.filter(({ kind }) => kind !== 'null').map(({ name }) => name));
  const replaced = new Set(Object.entries(renames).flatMap(([from, to]) => (given.has(from) ? [to] : [])));
  return scanned.fields.filter(
    ({ name, kind }) =>
      drops.includes(name) || Object.hasOwn(adds, name) || replaced.has(name) || (kind === 'null' && Object.hasOwn(renames, name)),
  );
}

/** Changes the outermost fields of bodies and no other byte; made once for each shape. Wants JSON objects. */
export function bodyReshaper(shape: BodyShape): (body: Buffer) => Buffer {
  const { drops = [], renames = {}, adds = {} } = shape;
  const query = { fields: new FieldNames([...new Set([...drops, ...Object.entries(renames).flat(), ...Object.keys(adds)])]) };
  const added = Object.entries(adds)
    .map(([name, json]) => `${JSON.stringify(name)}:${json}`)
    .join(',');

  return (body) => {
    const scanned = scanDocument(body, query);
    const gone = leaving(scanned, shape);
    const edits: Edit[] = scanned.fields
      .filter((field) => !gone.includes(field) && Object.hasOwn(renames, field.name))
      .map((field) => ({ ...nameRange(body, field), bytes: Buffer.from(JSON.stringify(renames[field.name])) }));
    const ranges = gone.map((field) => fieldRange(body, field));
    const lastEnd = ranges.at(-1)?.end ?? -1;
    // Behind a field that has gone the comma before it is left over: for what is added, or to be taken along.
    const isLastGone = lastEnd !== -1 && body[lastEnd - 1] !== comma && isBlank(body, lastEnd, scanned.closingBrace);
    if (isLastGone && added === '') takeCommaBefore(body, ranges);
    for (const range of ranges) edits.push({ ...range, bytes: Buffer.alloc(0) });
    if (added !== '') {
      const separator = scanned.members > 0 && !isLastGone ? ',' : '';
      edits.push({ start: scanned.closingBrace, end: scanned.closingBrace, bytes: Buffer.from(separator + added) });
    }
    return splice(
      body,
      edits.toSorted((left, right) => left.start - right.start),
    );
  };
}
