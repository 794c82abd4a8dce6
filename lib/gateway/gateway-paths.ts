/**
 * Which paths are the gateway's. They are answered in the caller protocol's own shape, also when nothing is there, and
 * no path of the management API begins like one of them.
 */
const mounts = ['/api/v1/', '/api/openai/v1/'];

/** Mounts that are Google's API alone, whatever comes below them; the path below them is told with `/v1beta` before it. */
const googleMounts = ['/api/v1beta/', '/api/genai/v1beta/', '/api/genai/v1/'];

/** First segments below a mount that belong to the providers' APIs; `proxy` passes on to all of theirs. */
const segments: ReadonlySet<string> = new Set([
  'assistants',
  'audio',
  'batches',
  'chat',
  'completions',
  'conversations',
  'embeddings',
  'files',
  'fine_tuning',
  'images',
  'mcp',
  'messages',
  'models',
  'moderations',
  'proxy',
  'realtime',
  'rerank',
  'responses',
  'threads',
  'uploads',
  'vector_stores',
]);

/** Anthropic's API alone, whatever comes below it. */
const anthropicMount = '/api/anthropic/v1/';

/** The path below the mount, beginning with `/` (with `/v1beta/` for Google's API); undefined for paths that are not the gateway's. A slash at the end does not count. */
export function pathInGateway(path: string): string | undefined {
  if (path.startsWith(anthropicMount)) return `/${path.slice(anthropicMount.length).replace(/\/$/, '')}`;
  for (const mount of mounts) {
    if (!path.startsWith(mount)) continue;
    const slash = path.indexOf('/', mount.length);
    const segment = slash === -1 ? path.slice(mount.length) : path.slice(mount.length, slash);
    if (!segments.has(segment)) return undefined;
    return path.endsWith('/') ? path.slice(mount.length - 1, -1) : path.slice(mount.length - 1);
  }
  for (const mount of googleMounts) {
    if (path.startsWith(mount)) return `/v1beta/${path.slice(mount.length).replace(/\/$/, '')}`;
  }
  return undefined;
}

/** Whether a request URL, with or without a query, is the gateway's to answer. */
export function isGatewayPath(url: string): boolean {
  const query = url.indexOf('?');
  return pathInGateway(query === -1 ? url : url.slice(0, query)) !== undefined;
}
