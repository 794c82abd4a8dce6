import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { amzDate, signAwsRequest } from '#lib/outbound/index.ts';
import { sendRequest } from './send-request.ts';
import {
  type CheckpointTarget,
  DeliveryFailed,
  type DeliveryMeans,
  type EntryTarget,
  type SignedCheckpoint,
  type TargetAddress,
} from './target.ts';

const dayMs = 86_400_000;

/** What S3 is told to keep an object from being deleted or written over: for so long, and for as long as a hold is on it. */
function lockHeaders({ lock_days: days, legal_hold: isHeld }: TargetAddress['settings'], now: number): string[] {
  return [
    ...(days === undefined
      ? []
      : ['x-amz-object-lock-mode', 'COMPLIANCE', 'x-amz-object-lock-retain-until-date', new Date(now + days * dayMs).toISOString()]),
    ...(isHeld === true ? ['x-amz-object-lock-legal-hold', 'ON'] : []),
  ];
}

/** PUT of one object below the target's prefix (Amazon S3 API, path style). Names hold only characters that need no encoding. */
async function putObject(means: DeliveryMeans, target: TargetAddress, name: string, type: string, body: Buffer): Promise<void> {
  const { url, settings, credential } = target;
  const [accessKeyId = '', ...secret] = (credential ?? '').split(':');
  if (url === null || accessKeyId === '' || secret.length === 0) throw new DeliveryFailed('The credential is not `access key:secret key`');
  const address = new URL(`${url.replace(/\/+$/, '')}/${settings.prefix ?? 'audit'}/${name}`);
  const now = means.now();
  const lock = lockHeaders(settings, now);
  // S3 wants the checksum with whatever is locked.
  if (lock.length > 0) lock.push('content-md5', createHash('md5').update(body).digest('base64'));
  const headers = [
    ...['content-type', type, 'x-amz-content-sha256', createHash('sha256').update(body).digest('hex'), 'x-amz-date', amzDate(now)],
    ...lock,
  ];
  const authorization = signAwsRequest(
    { method: 'PUT', path: address.pathname, headers: ['host', address.host, ...headers], body },
    { accessKeyId, secretAccessKey: secret.join(':'), sessionToken: null },
    { region: settings.region ?? 'us-east-1', service: 's3', now },
  );
  await sendRequest(means, { url: address.href, method: 'PUT', headers: [...headers, 'authorization', authorization], body });
}

const digits = (value: bigint): string => String(value).padStart(12, '0');

const putCheckpoint = (means: DeliveryMeans, target: TargetAddress, { epoch, size, note }: SignedCheckpoint): Promise<void> =>
  putObject(means, target, `${epoch}/checkpoints/${digits(size)}`, 'text/plain', Buffer.from(note));

/** The newest checkpoint as an object, locked where the target says so. */
export const anchorObjectTarget: CheckpointTarget = { carries: 'checkpoints', everyMinutes: 5, send: putCheckpoint };

/**
 * Entries, full tiles and checkpoints as objects. What is personal is sealed under the keys of the people, which stay here:
 * erasing a person makes it unreadable there, too.
 */
export const archiveTarget: EntryTarget = {
  carries: 'entries',
  entriesMax: 2000n,
  isArchive: true,
  async send(means, target, { epoch, first, end, entries, sealed, tiles, checkpoint }) {
    const lines = entries.map(({ leaf }, at) => JSON.stringify({ type: 'entry', leaf, sealed: sealed[at] ?? {} }));
    const name = `${epoch}/entries/${digits(first)}-${digits(end)}.ndjson`;
    const text = Buffer.from(`${lines.join('\n')}\n`);
    // The same bytes each time it is tried again: the header of gzip has no time here.
    if (target.settings.compress === true) await putObject(means, target, `${name}.gz`, 'application/gzip', gzipSync(text));
    else await putObject(means, target, name, 'application/x-ndjson', text);
    for (const { path, hashes } of tiles) await putObject(means, target, `${epoch}/${path}`, 'application/octet-stream', hashes);
    if (checkpoint !== null) await putCheckpoint(means, target, checkpoint);
  },
};
