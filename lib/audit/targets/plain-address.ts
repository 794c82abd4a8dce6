/** Entries hold addresses as PostgreSQL writes them, one host as a network of one: `192.0.2.1/32`. SIEMs want `192.0.2.1`. */
export const plainAddress = (ip: string): string => ip.replace(ip.includes(':') ? /\/128$/ : /\/32$/, '');
