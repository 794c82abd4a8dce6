import { serveOauthMetadata } from '#lib/http/oauth/oauth-route.ts';

export const GET = serveOauthMetadata;
