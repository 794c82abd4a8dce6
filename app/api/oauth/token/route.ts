import { answerToken } from '#lib/http/oauth/oauth-route.ts';

export const GET = answerToken;
export const POST = answerToken;
export const PUT = answerToken;
export const PATCH = answerToken;
export const DELETE = answerToken;
