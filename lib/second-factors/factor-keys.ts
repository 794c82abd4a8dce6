import type { MasterKeys } from '#lib/core/master-keys.ts';
import { deriveKey } from '#lib/core/secrets.ts';

/** What second factors need of the secret of the installation. */
export interface FactorKeys {
  readonly masterKeys: MasterKeys;
  /** Hashes recovery codes, pending sign-ins and codes that were sent. */
  readonly pepper: Buffer;
  /** Signs challenges. */
  readonly challengeKey: Buffer;
}

const known = new WeakMap<MasterKeys, FactorKeys>();

/** Derived once a process. */
export function factorKeysOf(masterKeys: MasterKeys): FactorKeys {
  const found = known.get(masterKeys);
  if (found !== undefined) return found;
  const root = masterKeys.current.key.toString('hex');
  const keys = { masterKeys, pepper: deriveKey(root, 'second-factor'), challengeKey: deriveKey(root, 'challenge') };
  known.set(masterKeys, keys);
  return keys;
}
