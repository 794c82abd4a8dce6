import type { Operation } from '#lib/contracts/operation.ts';

const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

/** A command line that carries an operation's first example out; `$TOLLGATE` is the address, `cookies.txt` holds a session. */
export function curlOf({ http, examples: [example] }: Operation): string {
  const rest = new Map<string, unknown>(Object.entries(Object(example)));
  const path = http.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const value = rest.get(name);
    rest.delete(name);
    return encodeURIComponent(String(value));
  });
  const inBody = http.kind !== 'upload' && http.method !== 'GET' && http.method !== 'DELETE';
  const query = inBody ? '' : new URLSearchParams([...rest].map(([name, value]) => [name, String(value)])).toString();
  const lines = [`curl -X ${http.method} "$TOLLGATE/api/v1${path}${query === '' ? '' : `?${query}`}"`, '--cookie cookies.txt'];
  if (http.kind === 'upload') lines.push(`-H 'content-type: ${http.contentTypes?.[0] ?? ''}'`, '--data-binary @file');
  else if (inBody && rest.size > 0) lines.push(`--json ${quoted(JSON.stringify(Object.fromEntries(rest)))}`);
  if (http.kind === 'sse') lines.push('--no-buffer');
  return lines.join(' \\\n  ');
}
