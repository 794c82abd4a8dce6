import { arrayElements, type ByteRange } from '../json/array-elements.ts';
import { asRecord, parseJson } from '../json/as-record.ts';
import { FieldNames } from '../json/field-names.ts';
import { JsonFault } from '../json/json-fault.ts';
import type { JsonField } from '../json/json-scanner.ts';
import { scanDocument } from '../json/scan-object.ts';

/** Whether the caller may see an item of a list; `list` is the name of its field in the result. */
export type IsShown = (list: string, item: Readonly<Record<string, unknown>>) => boolean;

const resultField = { fields: new FieldNames(['result']) };
/** The fields of results that are lists of what policy decides about. */
const listNames = ['tools', 'resources', 'resourceTemplates', 'prompts'];
const listFields = { fields: new FieldNames(listNames) };

/** The list without what the caller may not see; undefined where that is nothing. What is no object is no item of any list. */
function cutOne(bytes: Buffer, list: JsonField, isShown: IsShown): Buffer | undefined {
  const elements = arrayElements(bytes, list.start, list.end);
  const shown = elements.filter(({ start, end }) => {
    const item = asRecord(parseJson(bytes.toString('utf8', start, end)));
    return item !== undefined && isShown(list.name, item);
  });
  if (shown.length === elements.length) return undefined;
  const parts = shown.flatMap(({ start, end }, at) => [...(at === 0 ? [] : [Buffer.from(',')]), bytes.subarray(start, end)]);
  return Buffer.concat([Buffer.from('['), ...parts, Buffer.from(']')]);
}

/** Puts others in the place of ranges, which are in order; the same bytes where nothing changes. */
function replaced(bytes: Buffer, changes: readonly (ByteRange & { readonly by: Buffer })[]): Buffer {
  if (changes.length === 0) return bytes;
  const parts: Buffer[] = [];
  let from = 0;
  for (const { start, end, by } of changes) {
    parts.push(bytes.subarray(from, start), by);
    from = end;
  }
  return Buffer.concat([...parts, bytes.subarray(from)]);
}

function cutMessage(bytes: Buffer, isShown: IsShown): Buffer {
  const results = scanDocument(bytes, resultField).fields.filter(({ kind }) => kind === 'object');
  const lists = results.flatMap(({ start, end }) => scanDocument(bytes, listFields, start, end).fields);
  const changes = lists.flatMap((list) => {
    const by = list.kind === 'array' ? cutOne(bytes, list, isShown) : undefined;
    return by === undefined ? [] : [{ start: list.start, end: list.end, by }];
  });
  return replaced(bytes, changes);
}

/** Of several messages in one list, each. */
function cutBatch(bytes: Buffer, isShown: IsShown): Buffer {
  const changes = arrayElements(bytes).flatMap(({ start, end }) => {
    const message = bytes.subarray(start, end);
    const by = cutMessage(message, isShown);
    return by === message ? [] : [{ start, end, by }];
  });
  return replaced(bytes, changes);
}

/**
 * An answer of JSON-RPC, or a list of them, in which every list of tools, resources and prompts holds only what the caller
 * may see; all other bytes are the server's. The same bytes where nothing is to be cut; null for what is no such answer.
 */
export function cutLists(bytes: Buffer, isShown: IsShown): Buffer | null {
  try {
    return /^[ \n\r\t]*\[/.test(bytes.toString('latin1', 0, 64)) ? cutBatch(bytes, isShown) : cutMessage(bytes, isShown);
  } catch (error) {
    if (error instanceof JsonFault) return null;
    throw error;
  }
}
