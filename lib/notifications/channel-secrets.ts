import { z } from 'zod';
import type { notificationChannel } from '#db/schema/index.ts';
import { type DataKey, openWith, sealCredential, type WrappedKey } from '#lib/connections/keyring.ts';
import type { MasterKeys } from '#lib/core/master-keys.ts';

/** What is sealed in a channel's row. */
const ChannelSecrets = z.strictObject({ current: z.string(), former: z.string().nullable() });
export type ChannelSecrets = z.output<typeof ChannelSecrets>;

type Row = typeof notificationChannel.$inferSelect;
type SecretColumns = Pick<typeof notificationChannel.$inferInsert, 'credential' | 'encryptionKeyId' | 'credentialHint'>;

/** The columns that hold the secrets of a channel, sealed. */
export function sealSecrets(dataKey: DataKey, tenantId: string, channelId: string, secrets: ChannelSecrets): SecretColumns {
  return {
    credential: sealCredential(dataKey, tenantId, channelId, JSON.stringify(secrets)),
    encryptionKeyId: dataKey.id,
    credentialHint: `…${secrets.current.slice(-4)}`,
  };
}

/** Opens the secrets of a row; null where its kind has none. Throws `internal` for a ciphertext that is not the row's. */
export function openSecrets(masters: MasterKeys, keys: readonly WrappedKey[], row: Row): ChannelSecrets | null {
  const { tenantId, id: connectionId, credential, encryptionKeyId } = row;
  if (credential === null || encryptionKeyId === null) return null;
  return ChannelSecrets.parse(JSON.parse(openWith(masters, tenantId, keys, { connectionId, credential, encryptionKeyId })));
}

/** The secrets to sign with at `now`: the current one, and the former one as long as it counts. */
export function secretsInUse(secrets: ChannelSecrets | null, formerUntil: Date | null, now: Date): readonly string[] {
  if (secrets === null) return [];
  const isFormerGood = secrets.former !== null && formerUntil !== null && formerUntil > now;
  return isFormerGood ? [secrets.current, secrets.former ?? ''] : [secrets.current];
}
