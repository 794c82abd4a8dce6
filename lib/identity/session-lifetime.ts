/** Longest life of the cookie in seconds; how long its session really lives is the database's word. */
export const cookieSeconds = 30 * 24 * 60 * 60;
