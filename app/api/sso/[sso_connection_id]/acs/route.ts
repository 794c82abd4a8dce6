export { samlAcs as POST } from '#lib/http/sso-answer-routes.ts';
