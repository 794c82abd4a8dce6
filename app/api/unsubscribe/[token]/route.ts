import { refuseMethods } from '#lib/http/refuse-methods.ts';
import { answerOneClick } from '#lib/http/subscription-door.ts';

export const POST = answerOneClick;
export const { GET, PUT, PATCH, DELETE } = refuseMethods('POST');
