import type { Import } from './source-files.ts';

/**
 * Who may import what. A file belongs to a room, a room to a floor, and imports only go down:
 *
 *   core ← contracts, db, outbound ← events, process ← command ← domains ← gateway ← runtime ← http ← front
 *        ← app, inngest, server.ts, worker.ts, console.ts, middleware.ts        components ← app
 */

/** Rooms by floor, from the ground up. Every other room of lib is a domain. */
const floors: readonly (readonly string[])[] = [
  ['core'],
  ['contracts', 'db', 'outbound'],
  ['events', 'process'],
  ['command'],
  ['domain'],
  ['gateway'],
  ['runtime', 'seed'],
  ['http'],
  ['front'],
  ['inngest'],
  ['app', 'entry'],
];
const floorOf = new Map(floors.flatMap((rooms, floor) => rooms.map((room) => [room, floor] as const)));

/** What the ground floor is for: browsers as well as servers. */
const componentsMayImport: ReadonlySet<string> = new Set(['components', 'core', 'contracts']);

/** Runs alone, at an auditor's or in a browser, and inside as well: nothing below it, so it lies on the ground. */
const standalone = 'scripts/verify-audit.mjs';

/** They start, build and test the rest, so they may import anything; nobody imports them. */
const exempt = /^(scripts(?!\/verify-audit\.)|tests|bench|deploy|docs)\/|\.test\.tsx?$|^[a-z.-]+\.config\.(ts|mjs)$/;
const entries = new Set(['server.ts', 'worker.ts', 'console.ts', 'middleware.ts']);
const namedRooms = new Set(['core', 'contracts', 'outbound', 'events', 'process', 'command', 'gateway', 'http', 'front']);

/** The room of a file: `lib/budgets/x.ts` → `domain:budgets`. Undefined for files that have no rules. */
export function roomOf(path: string): string | undefined {
  if (exempt.test(path)) return undefined;
  if (path === standalone) return 'core';
  if (entries.has(path)) return 'entry';
  // What joins rooms to a process lies beside them: the runtime and what it opens.
  if (/^lib\/[a-z-]+\.ts$/.test(path)) return 'runtime';
  const [top, second = ''] = path.split('/');
  if (top === 'lib') return namedRooms.has(second) ? second : `domain:${second}`;
  if (top === 'db') return second === 'seed' ? 'seed' : 'db';
  return top === 'app' || top === 'components' || top === 'inngest' ? top : undefined;
}

const kindOf = (room: string): string => (room.startsWith('domain:') ? 'domain' : room);

/** Packages that only some rooms may touch: kinds of rooms, or one by its name. */
const packageRules: readonly { readonly name: RegExp; readonly rooms: ReadonlySet<string>; readonly why: string }[] = [
  {
    name: /^(next|next-auth)$/,
    rooms: new Set(['http', 'app', 'components', 'entry']),
    why: 'lib must run without Next; only lib/http touches it',
  },
  {
    name: /^react(-dom)?$/,
    rooms: new Set(['http', 'app', 'components', 'domain:reports']),
    why: 'only the console draws, and reports that come by e-mail',
  },
  { name: /^inngest$/, rooms: new Set(['inngest', 'app']), why: 'jobs are plain functions; only inngest/ and its route know the service' },
  {
    name: /^postgres$/,
    rooms: new Set(['db', 'seed', 'domain', 'command', 'events', 'gateway']),
    why: 'SQL stays with those who own tables',
  },
  {
    name: /^drizzle-orm$/,
    rooms: new Set(['db', 'seed', 'domain', 'command', 'events', 'gateway', 'http']),
    why: 'SQL stays with those who own tables',
  },
];

/** What is wrong with one import, or undefined. */
export function faultOf(path: string, { target, isPackage }: Import): string | undefined {
  const from = roomOf(path);
  if (from === undefined) return undefined;
  const kind = kindOf(from);
  if (isPackage) {
    const rule = packageRules.find(({ name, rooms }) => name.test(target) && !rooms.has(kind) && !rooms.has(from));
    return rule === undefined ? undefined : `${path} imports ${target}: ${rule.why}`;
  }
  if (exempt.test(target)) return `${path} imports ${target}: what ships never imports tests, scripts or benchmarks`;
  const to = roomOf(target);
  if (to === undefined || to === from) return undefined;
  const toKind = kindOf(to);
  if (kind === 'components') {
    return componentsMayImport.has(toKind)
      ? undefined
      : `${path} imports ${target}: components know no domain; props come in, events go out`;
  }
  if (toKind === 'components') return kind === 'app' ? undefined : `${path} imports ${target}: only app draws components`;
  if ((kind === 'app' || kind === 'inngest') && (toKind === 'db' || toKind === 'seed')) {
    return `${path} imports ${target}: ${kind} goes through a command or a query, never to the database`;
  }
  const [low, high] = [floorOf.get(toKind) ?? -1, floorOf.get(kind) ?? -1];
  // Domains may know each other as long as no circle comes of it, which is checked apart.
  if (low < high || (kind === 'domain' && toKind === 'domain')) return undefined;
  return `${path} imports ${target}: ${to} is not below ${from}; an upward need goes through an event`;
}
