import { answerRevoke } from '#lib/http/oauth/oauth-route.ts';

export const GET = answerRevoke;
export const POST = answerRevoke;
export const PUT = answerRevoke;
export const PATCH = answerRevoke;
export const DELETE = answerRevoke;
