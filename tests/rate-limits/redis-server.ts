import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Where a Redis is installed on this machine; null where none is. */
export function findRedisServer(): string | null {
  try {
    return execFileSync('sh', ['-c', 'command -v redis-server'], { encoding: 'utf8' }).trim() || null;
  } catch {
    return null;
  }
}

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });

export interface RedisServer {
  readonly url: string;
  stop(): Promise<void>;
}

/** A Redis of the test's own, without persistence, on a free port. */
export async function startRedisServer(command: string): Promise<RedisServer> {
  const folder = mkdtempSync(join(tmpdir(), 'tollgate-redis-'));
  const port = await freePort();
  const child: ChildProcess = spawn(command, [
    '--port',
    String(port),
    '--bind',
    '127.0.0.1',
    '--save',
    '',
    '--appendonly',
    'no',
    '--dir',
    folder,
  ]);
  await new Promise<void>((resolve, reject) => {
    const late = setTimeout(() => reject(new Error('Redis did not start within 10 s')), 10_000);
    child.on('error', reject);
    child.stdout?.on('data', (text: Buffer) => {
      if (!text.toString().includes('Ready to accept connections')) return;
      clearTimeout(late);
      resolve();
    });
  });
  return {
    url: `redis://127.0.0.1:${port}`,
    stop: async () => {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGKILL');
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** What is told in place of tests over Redis where there is none: it is a package of the system, which not every machine has. */
export const notTestedTitle = 'NOT TESTED: there is no redis-server on this machine; install it and run again';
