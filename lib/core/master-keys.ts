import { deriveKey } from './secrets.ts';

/** A key that wraps data keys; its id is stored with what it wrapped and says nothing about it. */
export interface MasterKey {
  readonly id: string;
  readonly key: Buffer;
}

/** The master keys of a process: one wraps, all unwrap. */
export interface MasterKeys {
  readonly current: MasterKey;
  /** By id; undefined for one whose secret this process was not given. */
  find(id: string): MasterKey | undefined;
}

function masterKeyOf(secret: string): MasterKey {
  return { id: deriveKey(secret, 'master-key-id').toString('hex').slice(0, 16), key: deriveKey(secret, 'master-key') };
}

/** Derives the master keys of TOLLGATE_SECRET and TOLLGATE_PREVIOUS_SECRETS. */
export function createMasterKeys(secret: string, previousSecrets: readonly string[] = []): MasterKeys {
  const current = masterKeyOf(secret);
  const all = new Map([...previousSecrets.map(masterKeyOf), current].map((master) => [master.id, master]));
  return { current, find: (id) => all.get(id) };
}
