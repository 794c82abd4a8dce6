import { generateKeyPairSync } from 'node:crypto';
import type { ConnectionTarget } from '#lib/gateway/snapshot/snapshot.ts';
import { connectionTo } from './test-gateway.ts';

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });

/** A connection to Vertex AI at an address whose `/token` is the token service of its service account. */
export const vertexConnection = (address: string, more: Partial<ConnectionTarget> = {}): ConnectionTarget =>
  connectionTo(address, {
    provider: 'vertex',
    baseUrl: address,
    credential: JSON.stringify({
      client_email: 'a@acme.iam.gserviceaccount.com',
      private_key: privateKey.export({ type: 'pkcs8', format: 'pem' }),
      private_key_id: 'k',
      token_uri: `${address}/token`,
    }),
    settings: { project: 'acme-production', region: 'global' },
    ...more,
  });
