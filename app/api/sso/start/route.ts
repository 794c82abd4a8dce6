export { startByEmail as POST } from '#lib/http/sso-start-routes.ts';
