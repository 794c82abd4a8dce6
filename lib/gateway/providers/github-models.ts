import type { ConnectionSettings } from '#lib/core/connection-form.ts';
import { defineOpenAiProvider } from './openai-family/define-openai-provider.ts';
import { splitAddress } from './shared/split-address.ts';

const host = 'https://models.github.ai';
const version = ['x-github-api-version', '2022-11-28'];

const addressOf = ({ organization }: ConnectionSettings): string =>
  organization === undefined ? `${host}/inference` : `${host}/orgs/${organization}/inference`;

/** GitHub Models (docs.github.com/rest/models), with a token that may read models; calls can be put on an organization's account. */
export const gitHubModels = defineOpenAiProvider({
  name: 'github-models',
  label: 'GitHub Models',
  baseUrl: `${host}/inference`,
  addressOf,
  settings: [
    {
      name: 'organization',
      label: 'Organization',
      hint: 'Whom GitHub charges calls to; without it, the owner of the token.',
      isRequired: false,
      pattern: /^[A-Za-z0-9](?:[A-Za-z0-9-]{0,38})$/,
      example: 'octo-org',
    },
  ],
  models: [],
  headers: version,
  serves: ['openai.embeddings'],
  listing: {
    request: ({ address, credential }) => {
      const headers = ['accept', 'application/vnd.github+json', 'accept-encoding', 'identity', 'user-agent', 'tollgate', ...version];
      if (credential !== null) headers.push('authorization', `Bearer ${credential}`);
      return { origin: splitAddress(address).origin, path: '/catalog/models', method: 'GET', headers, body: null };
    },
    isServed: true,
  },
});
