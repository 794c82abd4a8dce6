/** Longest life of a session in seconds, in the row and in the cookie. */
export const sessionSeconds = 12 * 60 * 60;
