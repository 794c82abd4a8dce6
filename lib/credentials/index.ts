export { rotateClient, updateClient } from './change-client.ts';
export { createClient } from './create-client.ts';
export { createToken } from './create-token.ts';
export { getToken } from './get-token.ts';
export { issueAccessToken, OauthFault, revokeAccessToken } from './issue-access-token.ts';
export { listTokens } from './list-tokens.ts';
export { getClient, listClients } from './read-clients.ts';
export { revokeToken } from './revoke-token.ts';
