export { samlMetadata as GET } from '#lib/http/sso-answer-routes.ts';
