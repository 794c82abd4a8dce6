/**
 * Which paths are the gateway's. They are answered in the caller protocol's own shape, also when nothing is there, and
 * no path of the management API, which shares this mount, begins like one of them.
 */
const sharedMount = '/api/v1/';
/** Mounts of one protocol each, for clients that want a base URL to themselves; everything below them is the gateway's. */
const ownMounts = ['/api/openai/v1/', '/api/anthropic/v1/'];

/** First segments below the shared mount that belong to the providers' APIs. */
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
  'messages',
  'models',
  'moderations',
  'realtime',
  'rerank',
  'responses',
  'threads',
  'uploads',
  'vector_stores',
]);

function isProviderPath(path: string): boolean {
  const slash = path.indexOf('/', sharedMount.length);
  return segments.has(slash === -1 ? path.slice(sharedMount.length) : path.slice(sharedMount.length, slash));
}

/** The path below the mount, beginning with `/`; undefined for paths that are not the gateway's. A slash at the end does not count. */
export function pathInGateway(path: string): string | undefined {
  const mount = path.startsWith(sharedMount) ? sharedMount : ownMounts.find((own) => path.startsWith(own) && path.length > own.length);
  if (mount === undefined || (mount === sharedMount && !isProviderPath(path))) return undefined;
  return path.endsWith('/') ? path.slice(mount.length - 1, -1) : path.slice(mount.length - 1);
}

/** Whether a request URL, with or without a query, is the gateway's to answer. */
export function isGatewayPath(url: string): boolean {
  const query = url.indexOf('?');
  return pathInGateway(query === -1 ? url : url.slice(0, query)) !== undefined;
}
