// This file is long because an auditor runs it alone: it has no dependency and needs neither Tollgate nor a network.
//
//   node verify-audit.mjs export.ndjson --key <verifier key> [--checkpoint <file>]… [--tree]
//   node verify-audit.mjs <folder of an archive> --key <verifier key> [--checkpoint <file>]…
//   node verify-audit.mjs entry.tlog-proof --key <verifier key>
//
// Checks an export of the audit log: that every entry is the one that was sealed, that none is missing, added or moved,
// and that the tree over them is the one that was signed. Give the verifier key and the checkpoints that you kept yourself:
// what comes with the export proves only that the export agrees with itself. With `--tree`, only that no entry was changed,
// left out, added or moved: what entries say is not opened, which takes less than half the time. Node 20 or newer, or a browser.

const text = new TextEncoder();
const pairs = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));
const hexOf = (bytes) => {
  let hex = '';
  for (const byte of bytes) hex += pairs[byte];
  return hex;
};
const isHash = (value) => typeof value === 'string' && /^[0-9a-f]{64}$/.test(value);

/** What a character says as a lower-case hexadecimal digit; negative for any other. */
const digits = new Int8Array(128).fill(-1);
for (const [value, digit] of [...'0123456789abcdef'].entries()) digits[digit.charCodeAt(0)] = value;

/** Writes what 64 hexadecimal digits say into bytes, from a place on. */
function writeHash(hex, bytes, from) {
  for (let at = 0; at < 32; at += 1) bytes[from + at] = (digits[hex.charCodeAt(at * 2)] << 4) | digits[hex.charCodeAt(at * 2 + 1)];
}

// SHA-256 (FIPS 180-4). Web Crypto's is asynchronous, which is too slow for millions of short texts; Node's own is taken where there is one.
const rounds = primes(64).map((prime) => fraction(Math.cbrt(prime)));
const start = primes(8).map((prime) => fraction(Math.sqrt(prime)));

function primes(count) {
  const found = [];
  for (let candidate = 2; found.length < count; candidate += 1) if (found.every((prime) => candidate % prime !== 0)) found.push(candidate);
  return found;
}

function fraction(value) {
  return ((value - Math.floor(value)) * 0x1_0000_0000) | 0;
}

function padded(bytes) {
  const whole = new Uint8Array(Math.ceil((bytes.length + 9) / 64) * 64);
  whole.set(bytes);
  whole[bytes.length] = 0x80;
  new DataView(whole.buffer).setBigUint64(whole.length - 8, BigInt(bytes.length) * 8n);
  return new DataView(whole.buffer);
}

const turned = (word, bits) => (word >>> bits) | (word << (32 - bits));

function plainSha256(bytes) {
  const view = padded(bytes);
  const state = Int32Array.from(start);
  const words = new Int32Array(64);
  for (let at = 0; at < view.byteLength; at += 64) {
    for (let index = 0; index < 16; index += 1) words[index] = view.getInt32(at + index * 4);
    for (let index = 16; index < 64; index += 1) {
      const [far, near] = [words[index - 15], words[index - 2]];
      const low = turned(far, 7) ^ turned(far, 18) ^ (far >>> 3);
      const high = turned(near, 17) ^ turned(near, 19) ^ (near >>> 10);
      words[index] = words[index - 16] + low + words[index - 7] + high;
    }
    let [a, b, c, d, e, f, g, h] = state;
    for (let index = 0; index < 64; index += 1) {
      const first = (h + (turned(e, 6) ^ turned(e, 11) ^ turned(e, 25)) + ((e & f) ^ (~e & g)) + rounds[index] + words[index]) | 0;
      const second = ((turned(a, 2) ^ turned(a, 13) ^ turned(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      [a, b, c, d, e, f, g, h] = [(first + second) | 0, a, b, c, (d + first) | 0, e, f, g];
    }
    for (const [index, word] of [a, b, c, d, e, f, g, h].entries()) state[index] += word;
  }
  const digest = new DataView(new ArrayBuffer(32));
  for (const [index, word] of state.entries()) digest.setInt32(index * 4, word);
  return new Uint8Array(digest.buffer);
}

const native = globalThis.process?.getBuiltinModule?.('node:crypto');
/** SHA-256 of the parts, one after the other. @type {(...parts: Uint8Array[]) => Uint8Array} */
export const sha256 = (...parts) => {
  const joined = parts.length === 1 ? parts[0] : concat(parts);
  return native === undefined ? plainSha256(joined) : native.createHash('sha256').update(joined).digest();
};
/** The same without Node's help, as browsers have it. */
export const sha256InPlainScript = plainSha256;
const nativeHash = native?.hash;
/** SHA-256 in hexadecimal. `hash` makes no object for each digest as `createHash` does, of which an export needs a dozen an entry; Node 20.12 and newer have it. */
const digestOf = nativeHash === undefined ? (bytes) => hexOf(sha256(bytes)) : (bytes) => nativeHash('sha256', bytes, 'hex');

function concat(parts) {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

const hmacBlock = 64;
/** Where messages are put together: a buffer of their own for each would take longer than hashing them. Both begin with the block of an HMAC key. */
let innerMessage = new Uint8Array(65_536).fill(0x36, 0, hmacBlock);
const outerMessage = new Uint8Array(hmacBlock + 32).fill(0x5c, 0, hmacBlock);

/** HMAC-SHA256 (RFC 2104) of a text under a key of 32 bytes, both in hexadecimal; undefined where the key is not that. */
function hmac(key, message) {
  if (typeof key !== 'string' || key.length !== 64) return undefined;
  if (innerMessage.length < hmacBlock + message.length * 3)
    innerMessage = new Uint8Array(hmacBlock + message.length * 6).fill(0x36, 0, hmacBlock);
  let strange = 0;
  for (let at = 0; at < 32; at += 1) {
    const [high, low] = [digits[key.charCodeAt(at * 2)], digits[key.charCodeAt(at * 2 + 1)]];
    // Characters past the table are undefined, of which no bit is seen.
    strange |= high === undefined || low === undefined ? -1 : high | low;
    const byte = (high << 4) | low;
    innerMessage[at] = byte ^ 0x36;
    outerMessage[at] = byte ^ 0x5c;
  }
  if (strange < 0) return undefined;
  const { written } = text.encodeInto(message, innerMessage.subarray(hmacBlock));
  writeHash(digestOf(innerMessage.subarray(0, hmacBlock + written)), outerMessage, hmacBlock);
  return digestOf(outerMessage);
}

// The tree of RFC 6962.
const leafHash = (leaf) => digestOf(nativeHash === undefined ? text.encode(`\0${leaf}`) : `\0${leaf}`);
const nodeMessage = new Uint8Array(65).fill(1, 0, 1);
const nodeHash = (left, right) => {
  writeHash(left, nodeMessage, 1);
  writeHash(right, nodeMessage, 33);
  return digestOf(nodeMessage);
};

/** The complete subtrees that the leaves so far fall into: all that is needed to go on, and for the root. */
class Frontier {
  constructor(size, roots) {
    this.size = size;
    this.subtrees = [];
    const bits = size.toString(2);
    for (const [at, bit] of [...bits].entries())
      if (bit === '1') this.subtrees.push({ hash: roots[this.subtrees.length], level: bits.length - 1 - at });
  }

  append(hash) {
    this.size += 1n;
    let subtree = { hash, level: 0 };
    for (let last = this.subtrees.at(-1); last?.level === subtree.level; last = this.subtrees.at(-1)) {
      subtree = { hash: nodeHash(last.hash, subtree.hash), level: subtree.level + 1 };
      this.subtrees.pop();
    }
    this.subtrees.push(subtree);
  }

  root() {
    const hashes = this.subtrees.map(({ hash }) => hash);
    return hashes.length === 0 ? digestOf(new Uint8Array()) : hashes.reduceRight((right, left) => nodeHash(left, right));
  }
}

// Signed notes and checkpoints (C2SP).
const fromBase64 = (encoded) => Uint8Array.from(atob(encoded), (character) => character.charCodeAt(0));
const toBase64 = (bytes) => btoa(String.fromCharCode(...bytes));

/** Reads a verifier key `name+id+key`; throws where it is none of Ed25519. */
export function parseVerifierKey(line) {
  const [, name, id, encoded] = /^(\S+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)$/.exec(line.trim()) ?? [];
  const bytes = encoded === undefined ? new Uint8Array() : fromBase64(encoded);
  if (bytes.length !== 33 || bytes[0] !== 1) throw new Error(`Not a verifier key of Ed25519: ${line}`);
  if (hexOf(sha256(text.encode(`${name}\n`), bytes)).slice(0, 8) !== id) throw new Error(`The verifier key does not fit its id: ${line}`);
  return { name, id, publicKey: bytes.slice(1) };
}

const verifierKeyIn = (line) => {
  try {
    return parseVerifierKey(String(line));
  } catch {
    return undefined;
  }
};

/** What a checkpoint says, when one of the keys signed exactly that; throws otherwise. */
export async function openCheckpoint(note, keys) {
  const parts = /^(([^\n]+)\n(0|[1-9]\d*)\n([A-Za-z0-9+/]{43}=)\n)\n((?:\u2014 [^\n]+\n)+)$/.exec(note);
  if (parts === null) throw new Error('The checkpoint is not a signed note');
  const [, body, origin, size, root, signatures] = parts;
  let isSigned = false;
  for (const line of signatures.trimEnd().split('\n')) {
    const [, name, encoded] = /^\u2014 (\S+) ([A-Za-z0-9+/=]+)$/.exec(line) ?? [];
    const bytes = encoded === undefined ? new Uint8Array() : fromBase64(encoded);
    if (name === undefined || toBase64(bytes) !== encoded) throw new Error('A signature of the checkpoint cannot be read');
    const key = keys.find((known) => known.name === name && known.id === hexOf(bytes.slice(0, 4)));
    if (key === undefined) continue;
    const verifying = await crypto.subtle.importKey('raw', key.publicKey, { name: 'Ed25519' }, false, ['verify']);
    if (!(await crypto.subtle.verify({ name: 'Ed25519' }, verifying, bytes.slice(4), text.encode(body))))
      throw new Error(`The signature of ${name} does not fit the checkpoint`);
    if (name === origin) isSigned = true;
  }
  if (!isSigned) throw new Error(`No known key of ${origin} signed the checkpoint`);
  if (toBase64(fromBase64(root)) !== root) throw new Error('The root of the checkpoint cannot be read');
  return { origin, size: BigInt(size), root: hexOf(fromBase64(root)) };
}

const actorFields = ['actor_name', 'ip', 'user_agent'];
const committedFields = [...actorFields, 'after', 'before'];
const faultsMax = 100;

/** Whether members stand in the order of RFC 8785. Leaves have no member whose name is a number, which JavaScript would put first. */
function isSorted(value) {
  let last = '';
  for (const name in value) {
    if (name <= last) return false;
    last = name;
  }
  return true;
}

/** Whether a text is the canonical JSON (RFC 8785) of a leaf that was read from it: texts and nulls, and a member with the commitments. */
function isCanonical(leaf, written) {
  if (!isSorted(leaf) || !isSorted(leaf.commitments)) return false;
  return JSON.stringify(leaf) === written;
}

// Entries as exports write them, read as bytes: to read a line as JSON takes longer than to hash all that is in it.
const newline = 0x0a;
const [quote, backslash, colon, comma, closingBrace] = text.encode('"\\:,}');
const [entryStart, valuesStart, saltsStart, sealedStart, nothing, lineEnd] = [
  ...['{"type":"entry","leaf":', ',"values":{', ',"salts":{', ',"sealed":{', 'null', '}'],
].map((part) => text.encode(part));
const plain = '"[^"\\\\]*"';
/** A leaf that has each of its members once and no escapes; captures epoch, index, previous and tenant. */
const plainLeaf = new RegExp(
  `^\\{"action":${plain},"actor":(?:null|${plain}),"actor_kind":${plain},"commitments":\\{[^{}\\\\]*\\},"epoch":"([^"\\\\]*)","id":${plain},` +
    `"index":"([^"\\\\]*)","previous":"([^"\\\\]*)","request":${plain},"resource":${plain},"resource_kind":${plain},"result":${plain},` +
    `"subject":(?:null|${plain}),"tenant":"([^"\\\\]*)","time":${plain},"v":"1"\\}$`,
);
/** What is hashed of the leaf that was read last: a zero and its bytes, which are 65,535 at most. Browsers have no such buffers and read lines as JSON. */
const leafMessage = nativeHash === undefined ? undefined : globalThis.Buffer.alloc(65_536);
let leafLength = 0;

/** The place behind a part, where it stands there; otherwise -1, behind which nothing stands. */
function behind(bytes, from, part) {
  for (let at = 0; at < part.length; at += 1) if (bytes[from + at] !== part[at]) return -1;
  return from + part.length;
}

/** Kinds of bytes within quotes: 0 printable ASCII, 1 a part of any other character, 2 what ends or escapes or may not stand there. */
const kinds = Uint8Array.from({ length: 256 }, (_, byte) => {
  if (byte < 0x20 || byte === quote || byte === backslash) return 2;
  return byte < 0x7f ? 0 : 1;
});

/** Takes a leaf out of its quotes; the place behind them, or -1 where it is anything but printable ASCII with escaped quotes and backslashes. */
function behindLeaf(bytes, from) {
  if (bytes[from] !== quote) return -1;
  const message = leafMessage;
  let length = 0;
  for (let at = from + 1; ; at += 1) {
    let byte = bytes[at];
    for (; kinds[byte] === 0; byte = bytes[at]) {
      length += 1;
      message[length] = byte;
      at += 1;
    }
    if (byte === quote) {
      leafLength = length;
      // What does not fit into the buffer was not written.
      return length < message.length ? at + 1 : -1;
    }
    at += 1;
    const escaped = bytes[at];
    if (byte !== backslash || (escaped !== quote && escaped !== backslash)) return -1;
    length += 1;
    message[length] = escaped;
  }
}

/** The place behind a text in quotes; -1 where none stands there. */
function behindText(bytes, from) {
  if (bytes[from] !== quote) return -1;
  for (let at = from + 1; ; at += 2) {
    while (kinds[bytes[at]] <= 1) at += 1;
    if (bytes[at] === quote) return at + 1;
    if (bytes[at] !== backslash) return -1;
  }
}

/** The place behind an object of texts and nulls whose brace is open; -1 where something else stands there. */
function behindTexts(bytes, from) {
  if (bytes[from] === closingBrace) return from + 1;
  for (let at = from; ; at += 1) {
    at = behindText(bytes, at);
    if (bytes[at] !== colon) return -1;
    at = bytes[at + 1] === quote ? behindText(bytes, at + 1) : behind(bytes, at + 1, nothing);
    if (bytes[at] === closingBrace) return at + 1;
    if (bytes[at] !== comma) return -1;
  }
}

/** The place behind what opens a leaf: values and salts in exports, the same as archives hold it, sealed; -1 where neither stands there. */
function behindOpening(bytes, from) {
  const sealed = behind(bytes, from, sealedStart);
  if (sealed >= 0) return behindTexts(bytes, sealed);
  const values = behind(bytes, from, valuesStart);
  const salts = values < 0 ? -1 : behind(bytes, behindTexts(bytes, values), saltsStart);
  return salts < 0 ? -1 : behindTexts(bytes, salts);
}

/**
 * Hash, epoch, index, previous and tenant of the leaf in an entry's line that is written as exports write it; undefined where anything is
 * unusual. What stands behind the leaf is looked through all the same: of a second leaf there, readers of JSON would take that.
 */
function readPlainLeaf(bytes, from, to) {
  const start = behind(bytes, from, entryStart);
  if (start < 0) return undefined;
  const opening = behindOpening(bytes, behindLeaf(bytes, start));
  if (opening < 0 || behind(bytes, opening, lineEnd) !== to) return undefined;
  const [leaf, epoch, index, previous, tenant] = plainLeaf.exec(leafMessage.toString('latin1', 1, leafLength + 1)) ?? [];
  return leaf === undefined ? undefined : { hash: digestOf(leafMessage.subarray(0, leafLength + 1)), epoch, index, previous, tenant };
}

const onesIn = (size) => BigInt(size).toString(2).replaceAll('0', '').length;

/** Whose a committed field is: the actor's, or that of the person the entry is about. */
const subjectOf = (leaf, field) => {
  if (!actorFields.includes(field)) return leaf.subject;
  return leaf.actor_kind === 'anonymous' ? (leaf.actor ?? leaf.subject) : leaf.actor;
};

/** Takes an export line by line; `finish` says what is wrong. */
export class AuditVerifier {
  /** @param {{ keys?: string[], checkpoints?: string[], tree?: boolean, onEntry?: (count: number) => void }} options */
  constructor({ keys = [], checkpoints = [], tree = false } = {}) {
    this.opensEntries = !tree;
    this.keys = keys.map(parseVerifierKey);
    this.trustsOwnKey = keys.length === 0;
    this.heldNotes = checkpoints;
    this.held = undefined;
    this.faults = [];
    this.warnings = [];
    this.logs = [];
    this.log = undefined;
    this.entries = 0;
    this.erased = new Map();
    this.erasures = new Map();
    this.position = 0;
  }

  fault(message) {
    if (this.faults.length < faultsMax) this.faults.push(message);
    else if (this.faults.length === faultsMax) this.faults.push('There are more faults than are listed here.');
  }

  /** One line of the export. */
  async line(line) {
    await this.take(line);
  }

  /** One line out of bytes; answers a promise only where something has to be waited for, which an entry never has. */
  takeBytes(bytes, from, to) {
    if (!this.opensEntries && this.plainEntry(bytes, from, to)) return undefined;
    return this.take(decoded(bytes, from, to));
  }

  take(line) {
    if (line === '') return undefined;
    this.position += 1;
    try {
      return this.read(JSON.parse(this.position === 1 ? line.replace(/^\ufeff/, '') : line))?.catch(() =>
        this.fault(`Line ${this.position} cannot be read.`),
      );
    } catch {
      return this.fault(`Line ${this.position} cannot be read.`);
    }
  }

  read(line) {
    if (line.type === 'log') return this.begin(line);
    if (this.log === undefined) return this.fault(`Line ${this.position} belongs to no log.`);
    if (line.type === 'entry') return this.entry(line);
    if (line.type === 'checkpoint') return this.checkpoint(line);
    if (line.type === 'end') return this.end(line);
    return this.fault(`Line ${this.position} is of no known kind.`);
  }

  async begin(header) {
    this.close();
    const { format, origin, key, tenant, epoch, first, frontier, previous, complete } = header;
    if (format !== 'tollgate-audit/1') this.fault(`Line ${this.position} is of a format that is not known.`);
    if (
      typeof origin !== 'string' ||
      typeof complete !== 'boolean' ||
      !/^\d+$/.test(first) ||
      !Array.isArray(frontier) ||
      !frontier.every(isHash) ||
      frontier.length !== onesIn(first) ||
      !isHash(previous)
    ) {
      this.log = undefined;
      return this.fault(`Line ${this.position} does not say which log follows.`);
    }
    const own = verifierKeyIn(key);
    if (this.trustsOwnKey && own !== undefined) this.keys.push(own);
    if (!this.keys.some(({ name, id }) => own?.name === name && own.id === id))
      this.fault(`The key that comes with ${origin} is not one that was given.`);
    if (!this.keys.some(({ name }) => name === origin)) this.fault(`No verifier key for ${origin} was given.`);
    const before = this.logs.at(-1);
    if (before !== undefined && before.tenant === tenant && first === '0' && before.previous !== previous)
      this.fault(`${origin} does not go on where ${before.origin} ended.`);
    if (epoch === '1' && first === '0' && previous !== '0'.repeat(64))
      this.fault(`${origin} begins with something before its first entry.`);
    this.log = { origin, tenant, epoch, first: BigInt(first), tree: new Frontier(BigInt(first), frontier), previous };
    Object.assign(this.log, { complete, signed: undefined, checkpoints: 0, isEnded: false, resumes: undefined });
    await this.openHeld();
    await this.openLeft();
    this.compareHeld();
  }

  async openHeld() {
    if (this.held !== undefined) return;
    this.held = [];
    for (const note of this.heldNotes) {
      try {
        this.held.push({ ...(await openCheckpoint(note, this.keys)), isMet: false });
      } catch (error) {
        // The key of another epoch's log comes with its part of the export.
        if (this.trustsOwnKey) this.held.push({ note, isMet: false });
        else this.fault(`A checkpoint that was given: ${error.message}.`);
      }
    }
  }

  /** Opens checkpoints whose key came with this part of the export. */
  async openLeft() {
    for (const [index, held] of this.held.entries()) {
      if (held.note === undefined) continue;
      const opened = await openCheckpoint(held.note, this.keys).catch(() => undefined);
      if (opened !== undefined) this.held[index] = { ...opened, isMet: false };
    }
  }

  /** Compares the tree as it is now with the checkpoints that were kept elsewhere. */
  compareHeld() {
    const { log } = this;
    for (const held of this.held) {
      if (held.isMet || held.origin !== log.origin || held.size !== log.tree.size) continue;
      held.isMet = true;
      if (held.root !== log.tree.root()) this.fault(`The first ${held.size} entries are not those of the checkpoint that was given.`);
    }
  }

  /** Takes an entry that is written as usual and stands where it says; false, and nothing is done, for any other line. */
  plainEntry(bytes, from, to) {
    const { log } = this;
    // The first entry may say why its log begins, which is read in any case.
    if (leafMessage === undefined || log === undefined || log.tree.size === 0n) return false;
    const leaf = readPlainLeaf(bytes, from, to);
    if (leaf === undefined || leaf.previous !== log.previous || leaf.index !== String(log.tree.size)) return false;
    if (leaf.tenant !== log.tenant || leaf.epoch !== log.epoch) return false;
    this.position += 1;
    this.append(leaf.hash);
    return true;
  }

  append(hash) {
    const { log } = this;
    log.tree.append(hash);
    log.previous = hash;
    this.entries += 1;
    if (this.held.length > 0) this.compareHeld();
  }

  entry(line) {
    const { log } = this;
    const index = String(log.tree.size);
    const where = `Entry ${index} of ${log.origin}`;
    if (typeof line.leaf !== 'string') return this.fault(`${where} has no leaf.`);
    const hash = leafHash(line.leaf);
    let leaf;
    try {
      leaf = JSON.parse(line.leaf);
    } catch {
      leaf = {};
    }
    if (leaf.tenant !== log.tenant || leaf.epoch !== log.epoch) this.fault(`${where} is of another log.`);
    if (leaf.index !== index) this.fault(`${where} says that it is entry ${leaf.index}.`);
    if (leaf.previous !== log.previous) this.fault(`${where} does not follow the one before it.`);
    if (line.row !== undefined) this.fault(`${where} is shown as something else: ${line.row}`);
    const resumes = leaf.action === 'audit.resume' && log.tree.size === 0n && line.sealed === undefined;
    // What explains a checkpoint that is ahead of its log has to be what was sealed in any case.
    if (this.opensEntries || resumes) this.open(where, leaf, line);
    if (resumes) log.resumes = line.values?.after;
    this.append(hash);
    return undefined;
  }

  /** What an entry says: its form, and what it only commits to. */
  open(where, leaf, line) {
    if (!isCanonical(leaf, line.leaf)) this.fault(`${where} is not written as canonical JSON.`);
    this.commitments(where, leaf, line);
    if (leaf.action === 'audit.erase' && leaf.result === 'success') this.erasures.set(leaf.subject, this.entries);
  }

  commitments(where, leaf, { values = {}, salts = {} }) {
    for (const field of committedFields) {
      const commitment = leaf.commitments?.[field];
      const salt = salts[field];
      if (salt === undefined && values[field] === undefined) {
        const subject = subjectOf(leaf, field);
        if (typeof subject === 'string') this.erased.set(subject, { where, at: this.entries });
        else this.fault(`${where}: ${field} is missing.`);
        continue;
      }
      const value = values[field] ?? null;
      const message = value === null ? '\0' : `\u0001${value}`;
      if ((value !== null && typeof value !== 'string') || commitment === undefined || hmac(salt, message) !== commitment)
        this.fault(`${where}: ${field} is not what was sealed.`);
    }
  }

  async checkpoint({ note }) {
    const { log } = this;
    try {
      const opened = await openCheckpoint(String(note), this.keys);
      if (opened.origin !== log.origin) this.fault(`A checkpoint in ${log.origin} is of ${opened.origin}.`);
      else if (opened.size !== log.tree.size) this.fault(`The checkpoint of ${opened.size} entries stands behind entry ${log.tree.size}.`);
      else if (opened.root !== log.tree.root())
        this.fault(`The first ${opened.size} entries of ${log.origin} are not those of their checkpoint.`);
      else log.signed = opened;
      log.checkpoints += 1;
    } catch (error) {
      this.fault(`A checkpoint of ${log.origin} behind entry ${log.tree.size}: ${error.message}.`);
    }
  }

  end({ size }) {
    this.log.isEnded = true;
    if (size !== String(this.log.tree.size)) this.fault(`${this.log.origin} ends after ${this.log.tree.size} entries instead of ${size}.`);
  }

  close() {
    const { log } = this;
    if (log === undefined) return;
    if (!log.isEnded) this.fault(`The export of ${log.origin} breaks off.`);
    if (log.signed === undefined || log.signed.size !== log.tree.size)
      this.fault(`The last entries of ${log.origin} are under no checkpoint.`);
    this.logs.push(log);
    this.log = undefined;
  }

  /** A checkpoint that is ahead of its log is a roll-back, unless the next epoch says that a restore lost the rest. */
  heldAhead(held) {
    const index = this.logs.findIndex(({ origin }) => origin === held.origin);
    const log = this.logs[index];
    if (log === undefined)
      return this.fault(`The checkpoint of ${held.size} entries of ${held.origin ?? 'an unknown log'} is of no log in the export.`);
    if (held.size <= log.first)
      return this.warnings.push(`The checkpoint of ${held.size} entries is older than what was exported, and was not compared.`);
    const declared = /"last_size": ?"(\d+)"/.exec(this.logs[index + 1]?.resumes ?? '')?.[1];
    const lost = `${log.origin} had ${held.size} entries when the checkpoint that was given was signed; the export ends after ${log.tree.size}.`;
    if (declared !== undefined && BigInt(declared) >= held.size)
      return this.warnings.push(`${lost} A restore that says so began the next epoch.`);
    return this.fault(lost);
  }

  /** What was found. `valid` is false when anything is wrong. */
  async finish() {
    this.close();
    await this.openHeld();
    if (this.logs.length === 0) this.fault('The export holds no log.');
    for (const held of this.held) if (!held.isMet) this.heldAhead(held);
    const unexplained = [...this.erased].filter(([subject, { at }]) => !((this.erasures.get(subject) ?? -1) >= at));
    for (const [subject, { where }] of unexplained) {
      const message = `${where}: the data of ${subject} is missing, and no later entry says that it was erased.`;
      if (this.logs.at(-1)?.complete) this.fault(message);
      else this.warnings.push(message);
    }
    for (const { resumes, origin } of this.logs)
      if (resumes !== undefined) this.warnings.push(`${origin} began after a restore: ${resumes}`);
    if (!this.opensEntries)
      this.warnings.push('Only the tree was verified: names, addresses and changes, which stand outside the leaves, were not judged.');
    if (this.trustsOwnKey) this.warnings.push('The verifier key was taken from the export itself. Compare it with the one you know.');
    if (this.heldNotes.length === 0)
      this.warnings.push('No checkpoint from elsewhere was given: whoever holds the key could have signed another history.');
    const logs = this.logs.map(({ origin, first, tree, checkpoints }) => ({
      origin,
      first: String(first),
      size: String(tree.size),
      root: tree.root(),
      checkpoints,
    }));
    return {
      valid: this.faults.length === 0,
      entries: this.entries,
      erased: this.erased.size,
      faults: this.faults,
      warnings: this.warnings,
      logs,
    };
  }
}

/**
 * Verifies a proof file (c2sp.org/tlog-proof@v1) of one entry: its place in the tree, and the checkpoint over it.
 * @param {string} proof @param {string[]} keys
 */
export async function verifyProof(proof, keys) {
  const [, head, note = ''] = /^([\s\S]*?\n)\n([\s\S]*)$/.exec(proof) ?? [];
  const [kind, extra, index, ...path] = (head ?? '').trimEnd().split('\n');
  if (kind !== 'c2sp.org/tlog-proof@v1' || !extra?.startsWith('extra ') || !/^index \d+$/.test(index ?? ''))
    throw new Error('Not a proof file of an entry');
  const { leaf, values, salts } = JSON.parse(new TextDecoder().decode(fromBase64(extra.slice(6))));
  const checkpoint = await openCheckpoint(note, keys.map(parseVerifierKey));
  const at = BigInt((index ?? '').slice(6));
  const root = rootOf(
    leafHash(leaf),
    at,
    checkpoint.size,
    path.map((hash) => hexOf(fromBase64(hash))),
  );
  const faults = root === checkpoint.root ? [] : ['The proof does not lead from the entry to the checkpoint.'];
  const verifier = new AuditVerifier();
  verifier.commitments('The entry', JSON.parse(leaf), { values, salts });
  return {
    valid: faults.length + verifier.faults.length === 0,
    faults: [...faults, ...verifier.faults],
    index: String(at),
    checkpoint,
    leaf: JSON.parse(leaf),
  };
}

/** The root to which a path leads (RFC 9162 section 2.1.3.2); undefined where the path has not the length it must have. */
function rootOf(leaf, index, size, path) {
  if (index >= size || !path.every(isHash)) return undefined;
  let [at, last, hash] = [index, size - 1n, leaf];
  for (const sibling of path) {
    if (last === 0n) return undefined;
    if ((at & 1n) === 1n || at === last) {
      hash = nodeHash(sibling, hash);
      while ((at & 1n) === 0n && at !== 0n) [at, last] = [at >> 1n, last >> 1n];
    } else hash = nodeHash(hash, sibling);
    [at, last] = [at >> 1n, last >> 1n];
  }
  return last === 0n ? hash : undefined;
}

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
/** The text of bytes. Node's own buffers say it faster than decoders do. */
const decoded = (bytes, from, to) =>
  globalThis.Buffer?.isBuffer(bytes) ? bytes.toString('utf8', from, to) : decoder.decode(bytes.subarray(from, to));

/** The bytes of a stream in pieces of whole lines. @param {AsyncIterable<string | Uint8Array>} chunks */
async function* wholeLines(chunks) {
  let begun = [];
  for await (const chunk of chunks) {
    const bytes = typeof chunk === 'string' ? text.encode(chunk) : chunk;
    const [first, last] = [bytes.indexOf(newline) + 1, bytes.lastIndexOf(newline) + 1];
    begun.push(bytes.subarray(0, first === 0 ? bytes.length : first));
    if (first === 0) continue;
    yield concat(begun);
    yield bytes.subarray(first, last);
    begun = [bytes.subarray(last)];
  }
  yield concat(begun);
}

/** Verifies a whole export. Texts among the chunks are cut between characters. @param {AsyncIterable<string | Uint8Array>} chunks */
export async function verifyExport(chunks, options = {}) {
  const verifier = new AuditVerifier(options);
  for await (const bytes of wholeLines(chunks))
    for (let from = 0; from < bytes.length; ) {
      const found = bytes.indexOf(newline, from);
      const to = found < 0 ? bytes.length : found;
      const pending = verifier.takeBytes(bytes, from, to);
      if (pending !== undefined) await pending;
      options.onEntry?.(verifier.entries);
      from = to + 1;
    }
  return verifier.finish();
}

// Not by name, so that bundlers for browsers leave it alone.
const load = (name) => import(/* webpackIgnore: true */ /* turbopackIgnore: true */ name);
const jsonLine = (value) => text.encode(`${JSON.stringify(value)}\n`);

/** Objects of one epoch with entries, in their order: `000000000000-000000002000.ndjson`, or the same as gzip. */
function entryObjects(names) {
  const found = names.map((name) => /^(\d{12,})-(\d{12,})\.ndjson(?:\.gz)?$/.exec(name)).filter((parts) => parts !== null);
  const objects = found.map(([name, first, end]) => ({ name, first: Number(first), end: Number(end) }));
  return objects.sort((a, b) => a.first - b.first || b.end - a.end);
}

/** The entries of one epoch of an archive, with each checkpoint behind the last entry it is over, as an export has them. */
async function* archivedEpoch(folder, epoch, keys) {
  const { existsSync, readFileSync, readdirSync } = await load('node:fs');
  const { gunzipSync } = await load('node:zlib');
  const namesIn = (name) => (existsSync(`${folder}/${epoch}/${name}`) ? readdirSync(`${folder}/${epoch}/${name}`) : []);
  const notes = new Map(
    namesIn('checkpoints').map((name) => [Number(name), readFileSync(`${folder}/${epoch}/checkpoints/${name}`, 'utf8')]),
  );
  const key = keys.find((line) => parseVerifierKey(line).name.endsWith(`/${epoch}`));
  if (key === undefined) throw new Error(`An archive does not come with its keys: give that of epoch ${epoch} with --key`);
  const { name: origin } = parseVerifierKey(key);
  let at = 0;
  for (const { name, first, end } of entryObjects(namesIn('entries'))) {
    if (end <= at) continue;
    if (first > at) throw new Error(`Epoch ${epoch} of the archive goes on with entry ${first}; those from ${at} on are needed before it`);
    const stored = readFileSync(`${folder}/${epoch}/entries/${name}`);
    const bytes = name.endsWith('.gz') ? gunzipSync(stored) : stored;
    if (at === 0) {
      const { leaf } = JSON.parse(decoded(bytes, 0, bytes.indexOf(newline)));
      const { tenant, previous } = JSON.parse(leaf);
      const place = { origin, key, tenant, epoch: String(epoch), first: '0', frontier: [], previous };
      yield jsonLine({ type: 'log', format: 'tollgate-audit/1', ...place, complete: false });
    }
    // What was sent twice, because nobody knew that it had arrived, may be part of two objects.
    let [from, count] = [0, first];
    for (let to = bytes.indexOf(newline); to >= 0; to = bytes.indexOf(newline, to + 1)) {
      count += 1;
      if (count <= at) from = to + 1;
      const note = count > at ? notes.get(count) : undefined;
      if (note === undefined) continue;
      yield bytes.subarray(from, to + 1);
      yield jsonLine({ type: 'checkpoint', note });
      notes.delete(count);
      from = to + 1;
    }
    yield bytes.subarray(from);
    at = end;
  }
  if (at === 0) throw new Error(`Epoch ${epoch} of the archive holds no entries`);
  // A checkpoint whose entries are gone is shown all the same, so that they are missed.
  for (const note of notes.values()) yield jsonLine({ type: 'checkpoint', note });
  yield jsonLine({ type: 'end', size: String(at) });
}

/** An archive in object storage, as it was copied into a folder: all its epochs as one export. Throws where a part of it is not there. */
export async function* readArchive(folder, keys) {
  const { readdirSync } = await load('node:fs');
  const epochs = readdirSync(folder).filter((name) => /^[1-9]\d*$/.test(name));
  for (let epoch = 1; epoch <= Math.max(1, ...epochs); epoch += 1) {
    if (!epochs.includes(String(epoch)))
      throw new Error(`The archive has no epoch ${epoch}, whose entries would be in ${folder}/${epoch}/entries`);
    yield* archivedEpoch(folder, epoch, keys);
  }
}

/** The bytes of a file; those of one that ends with `.gz` as they were before. */
async function unpacked(file) {
  const { createReadStream } = await load('node:fs');
  const stream = createReadStream(file, { highWaterMark: 1 << 20 });
  if (!file.endsWith('.gz')) return stream;
  const { createGunzip } = await load('node:zlib');
  const { pipeline } = await load('node:stream');
  // A fault of either comes out of the last, where it is waited for.
  return pipeline(stream, createGunzip({ chunkSize: 1 << 20 }), () => {});
}

async function main(given) {
  const { existsSync, readFileSync, statSync } = await load('node:fs');
  const [keys, checkpoints, files] = [[], [], []];
  let tree = false;
  for (let index = 0; index < given.length; index += 1) {
    const readable = (value = '') => (existsSync(value) ? readFileSync(value, 'utf8') : value);
    if (given[index] === '--key')
      keys.push(
        ...readable(given[++index])
          .split('\n')
          .filter((line) => line.trim() !== ''),
      );
    else if (given[index] === '--checkpoint') checkpoints.push(readable(given[++index]));
    else if (given[index] === '--tree') tree = true;
    else files.push(given[index]);
  }
  if (files.length !== 1) {
    console.error('node verify-audit.mjs export.ndjson --key <verifier key or file> [--checkpoint <file>]… [--tree]');
    return 2;
  }
  if (files[0].endsWith('.tlog-proof')) {
    const { valid, faults, index, checkpoint } = await verifyProof(readFileSync(files[0], 'utf8'), keys);
    for (const fault of faults) console.log(`FAULT: ${fault}`);
    if (valid) console.log(`Verified: entry ${index} of the ${checkpoint.size} of ${checkpoint.origin}.`);
    return valid ? 0 : 1;
  }
  const isArchive = statSync(files[0]).isDirectory();
  // What archives hold of people is sealed under keys that never leave, so that there is nothing to open.
  tree ||= isArchive;
  const chunks = isArchive ? readArchive(files[0], keys) : await unpacked(files[0]);
  const report = await verifyExport(chunks, { keys, checkpoints, tree });
  for (const { origin, first, size, root, checkpoints: count } of report.logs)
    console.log(`${origin}: entries ${first} to ${size}, root ${root}, ${count} checkpoints`);
  for (const warning of report.warnings) console.log(`Note: ${warning}`);
  for (const fault of report.faults) console.log(`FAULT: ${fault}`);
  const verified = tree
    ? `Verified the tree over ${report.entries} entries, without opening what they say.`
    : `Verified ${report.entries} entries.`;
  console.log(report.valid ? verified : `NOT VERIFIED: ${report.faults.length} faults in ${report.entries} entries.`);
  return report.valid ? 0 : 1;
}

if (globalThis.process?.argv?.[1]?.endsWith('verify-audit.mjs')) {
  main(globalThis.process.argv.slice(2)).then(
    (code) => {
      globalThis.process.exitCode = code;
    },
    (error) => {
      console.error(error.message);
      globalThis.process.exitCode = 2;
    },
  );
}
