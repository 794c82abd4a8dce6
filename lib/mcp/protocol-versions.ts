/**
 * The versions of the Model Context Protocol that pass here, oldest first (modelcontextprotocol.io/specification). Of an
 * unknown one nobody could say which requests run tools.
 */
export const protocolVersions = ['2025-03-26', '2025-06-18', '2025-11-25', '2026-07-28'] as const;

/** What a request without the header speaks: the version before there was one (2025-11-25, basic/transports). */
export const assumedVersion = '2025-03-26';

/** From this version on there are no sessions and no handshake: each request says all by itself. */
const firstStateless = '2026-07-28';

/** Whether requests of the version carry neither session nor handshake. Versions are dates, so they compare as text. */
export const isStateless = (version: string): boolean => version >= firstStateless;

/** Whether several messages may come in one request: the one version that had it lost it in the next. */
export const mayBatch = (version: string): boolean => version === '2025-03-26';
