export { startAtConnection as GET } from '#lib/http/sso-start-routes.ts';
