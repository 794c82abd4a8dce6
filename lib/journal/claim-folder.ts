import { randomUUID } from 'node:crypto';
import { link, mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import type { Server } from 'node:net';
import { join } from 'node:path';
import { z } from 'zod';
import { bootId } from './boot-id.ts';
import { listenAsOwner, probeOwner } from './owner-socket.ts';

/**
 * A journal folder has one owner. Claims are numbered files, `owner-<n>.json`, of which the highest counts:
 *
 * 1. read the highest claim; when its owner lives, or its death cannot be proved, the folder is not ours
 * 2. listen on a socket of our own, then hard-link a finished claim file to the name n + 1; a link fails when the name exists,
 *    so of several starters one wins
 * 3. look again: the names are used in order and the highest is never removed, so a higher one means that we came late
 * 4. remove the lower claims
 *
 * There is no moment in which a claim exists and its socket refuses, hence a refusal (same boot) or another boot id is
 * proof of death. A missing socket file is not: the folder then stays as it is until the host restarts or an operator
 * removes the claim.
 */

const claimSchema = z.object({
  incarnation: z.string(),
  bootId: z.string(),
  pid: z.number(),
  socket: z.string(),
  /** Set by an owner that has closed its journal. */
  released: z.boolean(),
});

type Claim = z.infer<typeof claimSchema>;

/** Who had the folder before, and how it left. */
export interface PreviousOwner {
  readonly incarnation: string;
  /** True when the host restarted since: records of the last moments may be missing. */
  readonly hostRestarted: boolean;
  readonly released: boolean;
}

export interface Ownership {
  readonly folder: string;
  /** Null for a new folder. */
  readonly previous: PreviousOwner | null;
  /** Marks the folder as left in good order and stops listening. The caller writes nothing into it afterwards. */
  release(): Promise<void>;
}

/** The host went down under the last owner: what it wrote in its last moments may be missing. */
export const hasCrashed = ({ previous }: Pick<Ownership, 'previous'>): boolean => previous?.hostRestarted === true && !previous.released;

export type ClaimResult =
  | { readonly outcome: 'owned'; readonly ownership: Ownership }
  | { readonly outcome: 'alive' }
  /** The owner's death cannot be proved; `reason` is for the log. */
  | { readonly outcome: 'in_doubt'; readonly reason: string };

/** Attempts before giving up on a folder that others keep claiming at the same moment. */
const attemptsMax = 20;

export async function claimFolder(folder: string, incarnation: string): Promise<ClaimResult> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  for (let attempt = 0; attempt < attemptsMax; attempt += 1) {
    const highest = await highestClaim(folder);
    const previous = highest === 0 ? null : await readClaim(folder, highest);
    if (previous === undefined) {
      if ((await highestClaim(folder)) !== highest) continue;
      return { outcome: 'in_doubt', reason: `the claim ${claimName(highest)} cannot be read` };
    }
    if (previous !== null && !previous.released && previous.bootId === bootId()) {
      const liveness = await probeOwner(folder, previous.socket);
      if (liveness === 'alive') return { outcome: 'alive' };
      // A claim that was replaced or released since we read it says nothing any more.
      if (liveness === 'unknown' && (await isCurrent(folder, highest, previous))) {
        return { outcome: 'in_doubt', reason: `the socket ${previous.socket} of process ${previous.pid} cannot be reached` };
      }
      if (liveness === 'unknown') continue;
    }
    const ownership = await take(folder, highest, previous, incarnation);
    if (ownership !== undefined) return { outcome: 'owned', ownership };
  }
  return { outcome: 'alive' };
}

async function take(folder: string, highest: number, previous: Claim | null, incarnation: string): Promise<Ownership | undefined> {
  const socket = `journal-${randomUUID().slice(0, 8)}.sock`;
  const claim: Claim = { incarnation, bootId: bootId(), pid: process.pid, socket, released: false };
  const server = await listenAsOwner(folder, socket);
  const number = highest + 1;
  const won = await linkClaim(folder, number, claim);
  if (!won || (await highestClaim(folder)) !== number) {
    if (won) await rm(join(folder, claimName(number)), { force: true });
    await stopListening(server, folder, socket);
    return undefined;
  }
  await removeLowerClaims(folder, number);
  return {
    folder,
    previous:
      previous === null
        ? null
        : { incarnation: previous.incarnation, hostRestarted: previous.bootId !== bootId(), released: previous.released },
    release: async () => {
      await replaceClaim(folder, number, { ...claim, released: true });
      await stopListening(server, folder, socket);
    },
  };
}

const claimName = (number: number): string => `owner-${number}.json`;

async function claimNumbers(folder: string): Promise<number[]> {
  const names = await readdir(folder);
  return names.flatMap((name) => {
    const match = /^owner-(\d+)\.json$/.exec(name);
    return match ? [Number(match[1])] : [];
  });
}

const highestClaim = async (folder: string): Promise<number> => Math.max(0, ...(await claimNumbers(folder)));

/** Undefined when the claim is there but cannot be understood. A claim that vanished was replaced by a higher one. */
async function readClaim(folder: string, number: number): Promise<Claim | undefined> {
  try {
    return claimSchema.parse(JSON.parse(await readFile(join(folder, claimName(number)), 'utf8')));
  } catch {
    return undefined;
  }
}

async function isCurrent(folder: string, number: number, claim: Claim): Promise<boolean> {
  if ((await highestClaim(folder)) !== number) return false;
  return (await readClaim(folder, number))?.released === claim.released;
}

/** Writes a claim to disk under a name of its own: a host crash never leaves half a claim. */
async function writeDraft(folder: string, claim: Claim): Promise<string> {
  const draft = join(folder, `claim-${randomUUID()}.draft`);
  const file = await open(draft, 'wx', 0o600);
  try {
    await file.writeFile(JSON.stringify(claim));
    await file.sync();
  } finally {
    await file.close();
  }
  return draft;
}

async function linkClaim(folder: string, number: number, claim: Claim): Promise<boolean> {
  const draft = await writeDraft(folder, claim);
  try {
    await link(draft, join(folder, claimName(number)));
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
}

async function replaceClaim(folder: string, number: number, claim: Claim): Promise<void> {
  await rename(await writeDraft(folder, claim), join(folder, claimName(number)));
}

async function removeLowerClaims(folder: string, number: number): Promise<void> {
  for (const lower of await claimNumbers(folder)) {
    if (lower >= number) continue;
    const claim = await readClaim(folder, lower);
    await rm(join(folder, claimName(lower)), { force: true });
    if (claim !== undefined) await rm(join(folder, claim.socket), { force: true });
  }
}

async function stopListening(server: Server, folder: string, socket: string): Promise<void> {
  await new Promise<void>((resolve) => server.close(() => resolve()));
  await rm(join(folder, socket), { force: true });
}
