export { samlLogout as POST, samlLogoutReturn as GET } from '#lib/http/sso-answer-routes.ts';
