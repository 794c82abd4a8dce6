/** Shortest password accepted, in characters (NIST SP 800-63B-4 asks for 15 where it is the only factor; 8 at least). */
export const passwordLengthMin = 12;
