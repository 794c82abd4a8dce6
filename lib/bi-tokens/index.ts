export { createBiToken, listBiTokens, revokeBiToken } from './bi-tokens.ts';
