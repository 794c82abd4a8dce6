/** Meters that the form has a field for; the API takes all of them. */
export const formMeters = [
  { meter: 'input', label: 'Input', per: 'per 1M tokens' },
  { meter: 'cache_read', label: 'Cache read', per: 'per 1M tokens' },
  { meter: 'cache_write', label: 'Cache write', per: 'per 1M tokens' },
  { meter: 'output', label: 'Output', per: 'per 1M tokens' },
  { meter: 'request', label: 'Request', per: 'each' },
  { meter: 'web_search', label: 'Web search', per: 'each' },
] as const;
