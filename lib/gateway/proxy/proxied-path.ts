import { AppError } from '#lib/core/errors.ts';

/** What a pass-through names: a connection, and a path below its base address. */
export interface ProxiedPath {
  readonly connectionName: string;
  /** As sent but for needless percent-encoding, beginning with `/`; '' where nothing follows the connection. */
  readonly path: string;
  /** The path as the most lenient server reads it: for telling what is meant, never to be sent. */
  readonly meant: string;
}

const proxied = /^\/api(?:\/openai)?\/v1\/proxy\/([^/]+)(\/[\s\S]*)?$/;
/** RFC 3986 §3.3: what may stand in a path, percent-encoded or not. */
const pathCharacters = /^(?:[A-Za-z0-9\-._~!$&'()*+,;=:@/]|%[0-9A-Fa-f]{2})*$/;
const pathBytesMax = 4_096;

const refuse = (detail: string): AppError => new AppError('invalid_request', { detail: `This path is not passed on: ${detail}` });

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

/** Takes percent-encoding off what never needs it, so that a path is written in one way (RFC 3986 §6.2.2.2). */
const normal = (path: string): string =>
  path.replace(/%[0-9A-Fa-f]{2}/g, (code) => {
    const character = String.fromCharCode(Number.parseInt(code.slice(1), 16));
    return /[A-Za-z0-9\-._~]/.test(character) ? character : code;
  });

/** Without parameters of segments and slashes at the end, which many servers overlook, and with nothing encoded. */
function meantBy(path: string): string {
  let text = path;
  for (let next = decode(text); next !== undefined && next !== text; next = decode(text)) text = next;
  return text.replace(/;[^/]*/g, '').replace(/\/$/, '');
}

/**
 * Whether some server on the way could read the path as one above the base address. Percent-encoding is taken off until
 * nothing changes, because servers do that once or twice.
 */
function mayEscape(path: string): boolean {
  let text = path;
  for (let round = 0; round < 4; round += 1) {
    const isOdd = text.includes('\\') || text.includes('//') || text.split('/').some((segment) => /^\.{1,2}(?:;|$)/.test(segment));
    if (isOdd) return true;
    const next = decode(text);
    if (next === undefined) return true;
    if (next === text) return false;
    text = next;
  }
  return true;
}

/**
 * Takes the path of a pass-through apart. Throws AppError('invalid_request') for a path that could lead out of the
 * connection's base address: segments of dots, empty ones, backslashes and slashes in disguise.
 */
export function proxiedPath(requestPath: string): ProxiedPath | undefined {
  const found = proxied.exec(requestPath);
  const connectionName = decode(found?.[1] ?? '');
  if (found === null || connectionName === undefined) return undefined;
  const path = found[2] ?? '';
  if (path.length > pathBytesMax) throw refuse(`it is longer than ${pathBytesMax} bytes.`);
  if (!pathCharacters.test(path)) throw refuse('it has characters that must be percent-encoded.');
  if (/%(?:2f|5c|00)/i.test(path)) throw refuse('it has an encoded slash, backslash or NUL.');
  if (mayEscape(path)) throw refuse('it has segments that are empty or made of dots.');
  return { connectionName, path: normal(path), meant: meantBy(path) };
}
