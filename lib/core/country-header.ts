/** Set by `server.ts` from the header that COUNTRY_HEADER names, where a trusted proxy sent it; what callers send under it is dropped. */
export const countryHeader = 'x-tollgate-country';
