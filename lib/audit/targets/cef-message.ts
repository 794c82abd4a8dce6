import type { OpenedEntry } from '../logged-entries.ts';
import { LeafFields } from './ocsf-event.ts';
import { plainAddress } from './plain-address.ts';

/** CEF 0 (ArcSight Common Event Format) in syslog messages of RFC 5424, counted as RFC 5425 wants them on a TLS stream. */

const inHeader = (text: string): string => text.replace(/[\\|]/g, '\\$&').replace(/[\r\n]+/g, ' ');
/** Line ends become `\\n`, all other control characters a space: some receivers end a message at NUL. */
const inExtension = (text: string): string =>
  text
    .replace(/[\\=]/g, '\\$&')
    .replace(/\r\n|\n|\r/g, '\\n')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
    .replace(/[\u0000-\u001f\u007f]/g, ' ');

const severities: Readonly<Record<string, number>> = { success: 2, failed: 5, denied: 7 };
/** Receivers take messages of 8,192 octets (RFC 5425 section 4.3.1), so what changed is cut, never the frame: octets of each text, escaped. */
const changeOctetsMax = 2400;
/** An escape or a code point: what a cut does not go through. */
const unit = /\\.|[\s\S]/gu;

function cut(escaped: string): string {
  if (Buffer.byteLength(escaped) <= changeOctetsMax) return escaped;
  let octets = 0;
  let kept = '';
  for (const [one] of escaped.matchAll(unit)) {
    octets += Buffer.byteLength(one);
    if (octets > changeOctetsMax) break;
    kept += one;
  }
  return `${kept}…`;
}

/** One CEF line. */
export function cefLine(entry: OpenedEntry, version: string): string {
  const leaf = LeafFields.parse(JSON.parse(entry.leaf));
  const { values } = entry;
  const header = [
    'CEF:0',
    'Tollgate',
    'Tollgate',
    version,
    leaf.action,
    leaf.action.replaceAll(/[._]/g, ' '),
    String(severities[leaf.result] ?? 5),
  ];
  const fields: readonly (readonly [string, string | null | undefined])[] = [
    ['rt', String(Date.parse(leaf.time))],
    ['suser', values.actor_name],
    ['suid', leaf.actor],
    ['duid', leaf.subject],
    ['src', values.ip && plainAddress(values.ip)],
    ['requestClientApplication', values.user_agent],
    ['act', leaf.action],
    ['outcome', leaf.result],
    ['externalId', leaf.id],
    ['cs1Label', 'resource'],
    ['cs1', `${leaf.resource_kind} ${leaf.resource}`],
    ['cs2Label', 'tenant'],
    ['cs2', leaf.tenant],
    ['cs3Label', 'leafHash'],
    ['cs3', entry.leafHash],
    ['cs4Label', 'before'],
    ['cs4', values.before],
    ['cs5Label', 'after'],
    ['cs5', values.after],
    ['cs6Label', 'request'],
    ['cs6', leaf.request],
    ['cn1Label', 'index'],
    ['cn1', leaf.index],
  ];
  // A label without its value says nothing.
  const present = fields.filter(([name, value], at) => (name.endsWith('Label') ? fields[at + 1]?.[1] : value));
  return `${header.map(inHeader).join('|')}|${present.map(([name, value]) => `${name}=${cut(inExtension(value ?? ''))}`).join(' ')}`;
}

/** A message of facility 13 (log audit), severity informational or warning, with its length in octets before it. */
export function syslogFrame(entry: OpenedEntry, { host, version }: { readonly host: string; readonly version: string }): Buffer {
  const leaf = LeafFields.parse(JSON.parse(entry.leaf));
  const priority = 13 * 8 + (leaf.result === 'success' ? 6 : 4);
  const message = Buffer.from(`<${priority}>1 ${leaf.time} ${host} tollgate - ${leaf.id.slice(0, 32)} - \ufeff${cefLine(entry, version)}`);
  return Buffer.concat([Buffer.from(`${message.length} `), message]);
}
