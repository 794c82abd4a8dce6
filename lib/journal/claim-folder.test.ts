import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { newUuid } from '#lib/core/ids.ts';
import { temporaryFolder } from '#tests/support/temporary-folder.ts';
import { bootId } from './boot-id.ts';
import { type ClaimResult, claimFolder, type Ownership } from './claim-folder.ts';
import { probeOwner } from './owner-socket.ts';

function owned(result: ClaimResult): Ownership {
  if (result.outcome !== 'owned') throw new Error(`The folder is ${result.outcome}`);
  return result.ownership;
}

/** A claim as an owner leaves it that ended without a word. */
async function leaveClaim(folder: string, number: number, more: object = {}): Promise<string> {
  const incarnation = newUuid();
  const claim = { incarnation, bootId: bootId(), pid: 1, socket: 'journal-dead.sock', released: false, ...more };
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, `owner-${number}.json`), JSON.stringify(claim));
  return incarnation;
}

/** A socket file that refuses: its process is gone. */
async function leaveSocket(folder: string, name = 'journal-dead.sock'): Promise<void> {
  const { execFileSync } = await import('node:child_process');
  const script = `require('net').createServer().listen(${JSON.stringify(join(folder, name))}, () => process.kill(process.pid, 'SIGKILL'))`;
  expect(() => execFileSync(process.execPath, ['-e', script], { stdio: 'ignore' })).toThrow();
}

describe('ownership of a journal folder', () => {
  test('a new folder is taken, and is not taken twice while its owner lives', async () => {
    using root = temporaryFolder();
    const folder = join(root.path, '0');
    const mine = owned(await claimFolder(folder, newUuid()));
    expect(mine.previous).toBeNull();
    expect(await claimFolder(folder, newUuid())).toEqual({ outcome: 'alive' });
    await mine.release();
    const next = owned(await claimFolder(folder, newUuid()));
    expect(next.previous).toMatchObject({ released: true, hostRestarted: false });
    await next.release();
    expect((await readdir(folder)).filter((name) => !/^owner-2\.json$/.test(name))).toEqual([]);
  });

  test('of many starters at once exactly one gets it, again and again', async () => {
    using root = temporaryFolder();
    const folder = join(root.path, '0');
    await leaveClaim(folder, 3);
    await leaveSocket(folder);
    for (let round = 0; round < 15; round += 1) {
      const results = await Promise.all(Array.from({ length: 12 }, () => claimFolder(folder, newUuid())));
      const winners = results.filter(({ outcome }) => outcome === 'owned');
      expect(winners).toHaveLength(1);
      expect(results.filter(({ outcome }) => outcome === 'alive')).toHaveLength(11);
      for (const winner of winners) await owned(winner).release();
    }
    expect(await readdir(folder)).toEqual(['owner-18.json']);
  });

  test('a refused connection in the same boot proves death', async () => {
    using root = temporaryFolder();
    const incarnation = await leaveClaim(root.path, 7);
    await leaveSocket(root.path);
    const mine = owned(await claimFolder(root.path, newUuid()));
    expect(mine.previous).toEqual({ incarnation, hostRestarted: false, released: false });
    expect(await readdir(root.path)).not.toContain('journal-dead.sock');
    await mine.release();
  });

  test('another boot proves death without a connection, and is told', async () => {
    using root = temporaryFolder();
    const incarnation = await leaveClaim(root.path, 1, { bootId: newUuid() });
    const mine = owned(await claimFolder(root.path, newUuid()));
    expect(mine.previous).toEqual({ incarnation, hostRestarted: true, released: false });
    await mine.release();
  });

  test('a missing socket, or a claim that cannot be read, proves nothing: the folder is left alone', async () => {
    using root = temporaryFolder();
    await leaveClaim(root.path, 1);
    expect(await claimFolder(root.path, newUuid())).toMatchObject({ outcome: 'in_doubt' });
    await writeFile(join(root.path, 'owner-2.json'), '{"incarnation":');
    expect(await claimFolder(root.path, newUuid())).toMatchObject({ outcome: 'in_doubt' });
    // What an operator does who knows that the process is gone.
    await rm(join(root.path, 'owner-1.json'));
    await rm(join(root.path, 'owner-2.json'));
    await owned(await claimFolder(root.path, newUuid())).release();
  });

  test('only the highest claim counts, and a starter that comes late gives way', async () => {
    using root = temporaryFolder();
    await leaveClaim(root.path, 1);
    await leaveClaim(root.path, 2, { released: true });
    const mine = owned(await claimFolder(root.path, newUuid()));
    expect((await readdir(root.path)).filter((name) => name.startsWith('owner-'))).toEqual(['owner-3.json']);
    // Claim 3 lives, so nothing that stood below it can be taken, whoever wrote it there.
    await leaveClaim(root.path, 1, { released: true });
    expect(await claimFolder(root.path, newUuid())).toEqual({ outcome: 'alive' });
    await mine.release();
  });

  test('works below folders whose path is too long for a socket', async () => {
    using root = temporaryFolder();
    const folder = join(root.path, 'a-rather-long-name-for-a-folder'.repeat(6), '0');
    const mine = owned(await claimFolder(folder, newUuid()));
    expect(await claimFolder(folder, newUuid())).toEqual({ outcome: 'alive' });
    await mine.release();
    await leaveClaim(folder, 9);
    expect(await claimFolder(folder, newUuid())).toMatchObject({ outcome: 'in_doubt' });
  });
});

test('a full backlog is a sign of life', async () => {
  using root = temporaryFolder();
  const server = createServer((socket) => socket.destroy());
  await new Promise<void>((resolve) => server.listen({ path: join(root.path, 's.sock'), backlog: 1 }, resolve));
  const answers = await Promise.all(Array.from({ length: 50 }, () => probeOwner(root.path, 's.sock')));
  expect(new Set(answers)).toEqual(new Set(['alive']));
  await new Promise((resolve) => server.close(resolve));
});
