/** A number, string, true, false or null as it is written in the text, so that `9007199254740993` stays itself. */
class Leaf {
  readonly text: string;
  readonly isString: boolean;
  constructor(text: string, isString: boolean) {
    this.text = text;
    this.isString = isString;
  }
}

type Branch = readonly (readonly [key: string, node: JsonNode])[];

export interface JsonNode {
  kind: 'object' | 'array' | 'leaf';
  entries: Branch;
  text: string;
  isString: boolean;
}

/** What newer engines hand to a reviver as third argument; older ones hand nothing. */
interface ReviverContext {
  source?: string;
}

/** Parses JSON text into nodes that keep the written form of every number; undefined when it is not JSON. */
export function parseJsonTree(text: string): JsonNode | undefined {
  try {
    const revive = (_key: string, value: unknown, context?: ReviverContext): unknown =>
      typeof value === 'object' && value !== null ? value : new Leaf(context?.source ?? JSON.stringify(value), typeof value === 'string');
    return toNode(JSON.parse(text, revive));
  } catch {
    return undefined;
  }
}

function toNode(value: unknown): JsonNode {
  if (value instanceof Leaf) return { kind: 'leaf', entries: [], text: value.text, isString: value.isString };
  const entries = Object.entries(value ?? {}).map(([key, child]): readonly [string, JsonNode] => [key, toNode(child)]);
  return { kind: Array.isArray(value) ? 'array' : 'object', entries, text: '', isString: false };
}

export interface JsonRow {
  /** `$.choices[0].message`; also the row's identity. */
  path: string;
  parent: string | undefined;
  /** Undefined for the root. */
  name: string | undefined;
  depth: number;
  node: JsonNode;
  open: boolean;
}

/** Rows as they stand on screen: what is open shows its children. */
export function visibleRows(root: JsonNode, isOpen: (path: string, depth: number) => boolean): JsonRow[] {
  const rows: JsonRow[] = [];
  const visit = (node: JsonNode, path: string, parent: string | undefined, name: string | undefined, depth: number): void => {
    const open = node.entries.length > 0 && isOpen(path, depth);
    rows.push({ path, parent, name, depth, node, open });
    if (!open) return;
    for (const [key, child] of node.entries) visit(child, childPath(path, key, node.kind), path, key, depth + 1);
  };
  visit(root, '$', undefined, undefined, 0);
  return rows;
}

/** Paths of rows whose key or value holds the text, and of everything above them. */
export function searchJson(root: JsonNode, text: string): { matches: Set<string>; opened: Set<string> } {
  const wanted = text.toLowerCase();
  const matches = new Set<string>();
  const opened = new Set<string>();
  const visit = (node: JsonNode, path: string, name: string, above: readonly string[]): void => {
    if (name.toLowerCase().includes(wanted) || node.text.toLowerCase().includes(wanted)) {
      matches.add(path);
      for (const ancestor of above) opened.add(ancestor);
    }
    for (const [key, child] of node.entries) visit(child, childPath(path, key, node.kind), key, [...above, path]);
  };
  visit(root, '$', '', []);
  return { matches, opened };
}

function childPath(path: string, key: string, kind: JsonNode['kind']): string {
  if (kind === 'array') return `${path}[${key}]`;
  return /^[A-Za-z_$][\w$]*$/.test(key) ? `${path}.${key}` : `${path}[${JSON.stringify(key)}]`;
}

/** The node written again: compact, keys in order, numbers as they were. */
export function writeJson(node: JsonNode): string {
  if (node.kind === 'leaf') return node.text;
  if (node.kind === 'array') return `[${node.entries.map(([, child]) => writeJson(child)).join(',')}]`;
  return `{${node.entries.map(([key, child]) => `${JSON.stringify(key)}:${writeJson(child)}`).join(',')}}`;
}
