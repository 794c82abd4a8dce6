import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * The longest path a unix socket may have is 103 bytes on macOS and 107 on Linux. Below a longer folder the socket is
 * bound and reached through a short symbolic link that exists only for that moment; the socket itself always lies in
 * its folder.
 */
const pathBytesMax = 100;

/** What a connection attempt proves about the process that listened on a socket. */
export type Liveness = 'alive' | 'refused' | 'unknown';

async function throughShortPath<Result>(folder: string, name: string, use: (path: string) => Promise<Result>): Promise<Result> {
  const path = join(folder, name);
  if (Buffer.byteLength(path) <= pathBytesMax) return use(path);
  const shortcut = await mkdtemp(join(tmpdir(), 'tgj-'));
  try {
    const link = join(shortcut, 'f');
    await symlink(folder, link);
    return await use(join(link, name));
  } finally {
    await rm(shortcut, { recursive: true, force: true });
  }
}

/** Listens on `name` inside `folder` until the server is closed or the process ends. It answers nothing: being there is the message. */
export async function listenAsOwner(folder: string, name: string): Promise<Server> {
  const server = createServer((socket) => socket.destroy());
  await throughShortPath(folder, name, (path) => {
    return new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen({ path, exclusive: true }, () => resolve());
    });
  });
  // Errors after this moment are of single connections; owning must not keep the process running.
  server.on('error', () => {});
  server.unref();
  return server;
}

/**
 * Connects to an owner's socket. A stopped process still counts as alive: the kernel accepts for it. Only a refusal
 * proves death; anything else, a missing socket file included, proves nothing.
 */
export function probeOwner(folder: string, name: string): Promise<Liveness> {
  return throughShortPath(folder, name, (path) => {
    return new Promise<Liveness>((resolve) => {
      const socket = connect({ path });
      const answer = (liveness: Liveness) => {
        socket.destroy();
        resolve(liveness);
      };
      socket.once('connect', () => answer('alive'));
      socket.once('error', (error: NodeJS.ErrnoException) => {
        // EAGAIN: the backlog of a stopped owner is full.
        if (error.code === 'EAGAIN') answer('alive');
        else answer(error.code === 'ECONNREFUSED' ? 'refused' : 'unknown');
      });
      socket.setTimeout(2000, () => answer('alive'));
    });
  }).catch(() => 'unknown');
}
