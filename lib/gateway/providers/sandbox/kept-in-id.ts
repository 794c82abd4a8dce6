import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { asRecord, parseJson } from '../../json/as-record.ts';

/** Longest id that the gateway takes from a provider. */
const idLengthMax = 2_000;
const contentBytesMax = 64 * 1024;

/** A file of the sandbox. */
export interface SandboxFile {
  readonly name: string;
  readonly purpose: string;
  readonly content: string;
  /** Seconds since the epoch. */
  readonly createdAt: number;
}

/** The kinds of ids: a file, a batch that works one off, and that batch's output. */
export type IdKind = 'file' | 'batch' | 'output';

const prefixes: Readonly<Record<IdKind, string>> = { file: 'file-sandbox-', batch: 'batch-sandbox-', output: 'file-sandbox-output-' };

/**
 * The sandbox keeps nothing, in no process: what a file contains is in its id, compressed, and so are a batch and its
 * output. Undefined for a file that is too large for that.
 */
export function toId(kind: IdKind, { name, purpose, content, createdAt }: SandboxFile): string | undefined {
  const packed = deflateRawSync(JSON.stringify([name, purpose, content, createdAt]), { level: 9 });
  const id = `${prefixes[kind]}${packed.toString('base64url')}`;
  return id.length <= idLengthMax ? id : undefined;
}

/** What an id says; undefined for one that is not of the kind or not of the sandbox. */
export function fromId(kind: IdKind, id: string): SandboxFile | undefined {
  if (!id.startsWith(prefixes[kind]) || (kind === 'file' && id.startsWith(prefixes.output))) return undefined;
  try {
    const packed = Buffer.from(id.slice(prefixes[kind].length), 'base64url');
    const fields = asRecord({ list: parseJson(inflateRawSync(packed, { maxOutputLength: contentBytesMax }).toString()) })?.list;
    const [name, purpose, content, createdAt] = Array.isArray(fields) ? fields : [];
    const isFile = typeof name === 'string' && typeof purpose === 'string' && typeof content === 'string' && typeof createdAt === 'number';
    return isFile ? { name, purpose, content, createdAt } : undefined;
  } catch {
    return undefined;
  }
}
