export { samlComplete as GET, samlConfirm as POST } from '#lib/http/sso-answer-routes.ts';
