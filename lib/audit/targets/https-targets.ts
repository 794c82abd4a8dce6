import { ocsfEvent } from './ocsf-event.ts';
import { sendRequest } from './send-request.ts';
import { type CheckpointTarget, type EntryTarget, productVersion, type TargetAddress } from './target.ts';

const credentialHeader = ({ credential, settings }: TargetAddress): string[] =>
  credential === null ? [] : [(settings.header ?? 'authorization').toLowerCase(), credential];

const entriesMax = 200n;

/** An array of OCSF events in one POST. */
export const ocsfTarget: EntryTarget = {
  carries: 'entries',
  entriesMax,
  isArchive: false,
  async send(means, target, { entries }) {
    const body = Buffer.from(JSON.stringify(entries.map((entry) => ocsfEvent(entry, productVersion))));
    const headers = ['content-type', 'application/json', ...credentialHeader(target)];
    await sendRequest(means, { url: target.url ?? '', method: 'POST', headers, body });
  },
};

/** A line for each entry: the leaf, and what opens it. */
export const ndjsonTarget: EntryTarget = {
  carries: 'entries',
  entriesMax,
  isArchive: false,
  async send(means, target, { entries }) {
    const lines = entries.map(({ leaf, leafHash, values, salts }) => JSON.stringify({ leaf_hash: leafHash, leaf, values, salts }));
    const headers = ['content-type', 'application/x-ndjson', ...credentialHeader(target)];
    await sendRequest(means, { url: target.url ?? '', method: 'POST', headers, body: Buffer.from(`${lines.join('\n')}\n`) });
  },
};

/** The newest checkpoint, for whoever keeps it. */
export const anchorHttpsTarget: CheckpointTarget = {
  carries: 'checkpoints',
  everyMinutes: 5,
  async send(means, target, { origin, size, note }) {
    const body = Buffer.from(JSON.stringify({ type: 'audit.checkpoint', origin, size: String(size), note }));
    const headers = ['content-type', 'application/json', ...credentialHeader(target)];
    await sendRequest(means, { url: target.url ?? '', method: 'POST', headers, body });
  },
};
