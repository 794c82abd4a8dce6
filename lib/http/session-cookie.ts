/** Over HTTPS the `__Host-` prefix binds the cookie to this host, path `/` and secure transport (RFC 6265bis). */
export const sessionCookieName = (secure: boolean): string => (secure ? '__Host-tollgate.session' : 'tollgate.session');
