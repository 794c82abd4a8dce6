import { FieldNames } from '../json/field-names.ts';
import { JsonScanner } from '../json/json-scanner.ts';

const nothing = { fields: new FieldNames([]) };

/** A name that comes twice in one object: which of the two counts is for each parser to say. */
class AmbiguousNames extends Error {
  override name = 'AmbiguousNames';
}

/**
 * A JSON text that is the same for all writings of the same document: members sorted by name, no white space, one form of
 * each string. Numbers stay as they were written, so that no two different ones become one. Null where an object has a
 * name twice. The bytes must have been found to be JSON before.
 */
export function canonicalJson(bytes: Buffer): string | null {
  try {
    return write(new JsonScanner(bytes, 0, bytes.length, nothing));
  } catch (error) {
    if (error instanceof AmbiguousNames) return null;
    throw error;
  }
}

const textOf = ({ bytes, at }: JsonScanner, start: number): string => bytes.toString('utf8', start, at);

function string(scanner: JsonScanner): string {
  const start = scanner.at;
  scanner.string();
  return JSON.stringify(JSON.parse(textOf(scanner, start)));
}

function write(scanner: JsonScanner): string {
  const byte = scanner.next();
  if (byte === 0x7b) return `{${membersOf(scanner)}}`;
  if (byte === 0x5b) return `[${elementsOf(scanner)}]`;
  if (byte === 0x22) return string(scanner);
  const start = scanner.at;
  scanner.value(0);
  return textOf(scanner, start);
}

function membersOf(scanner: JsonScanner): string {
  const members = new Map<string, string>();
  scanner.at += 1;
  for (let byte = scanner.next(); byte !== 0x7d; byte = scanner.next()) {
    if (byte === 0x2c) scanner.at += 1;
    scanner.next();
    const name = string(scanner);
    scanner.next();
    scanner.at += 1;
    if (members.has(name)) throw new AmbiguousNames();
    members.set(name, write(scanner));
  }
  scanner.at += 1;
  return [...members.keys()]
    .sort()
    .map((name) => `${name}:${members.get(name)}`)
    .join(',');
}

function elementsOf(scanner: JsonScanner): string {
  const elements: string[] = [];
  scanner.at += 1;
  for (let byte = scanner.next(); byte !== 0x5d; byte = scanner.next()) {
    if (byte === 0x2c) scanner.at += 1;
    elements.push(write(scanner));
  }
  scanner.at += 1;
  return elements.join(',');
}
