import { rmSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { registeredProcesses } from '#lib/process/process-files.ts';
import { socketPath } from '#lib/process/socket-path.ts';

/** What a running `npm start` says about itself. */
export interface Instance {
  readonly pid: number;
  /** Empty until it listens. */
  address: string;
}

/** Says who owns the data folder, or undefined when nobody answers there. */
function ownerAt(path: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    let said = '';
    const socket = connect(path);
    socket.setEncoding('utf8').setTimeout(2000, () => socket.destroy());
    socket.on('data', (text: string) => {
      said += text;
    });
    socket.on('error', () => {});
    socket.on('close', () => resolve(said === '' ? undefined : said));
  });
}

/**
 * Makes this process the only one that runs on the data folder, because its journal and database have one writer. Throws
 * with the address of the other one. The claim is a listening socket, so it ends with the process, however that ends.
 */
export async function claimDataFolder(dataFolder: string): Promise<Instance> {
  const path = socketPath(dataFolder, 'start.sock');
  const owner = await ownerAt(path);
  if (owner !== undefined)
    throw new Error(`Tollgate already runs from this data folder: ${owner}. Stop it first, or set DATA_DIR to another folder.`);
  rmSync(path, { force: true });
  const instance: Instance = { pid: process.pid, address: '' };
  const server: Server = createServer((socket) =>
    socket.end(`process ${instance.pid}${instance.address === '' ? ', still starting' : `, ${instance.address}`}`),
  );
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(path, resolve);
  });
  server.unref();
  process.on('exit', () => rmSync(path, { force: true }));
  return instance;
}

/**
 * Waits until servers that outlived a killed `npm start` have ended their running calls; they hear of its death at once
 * and drain. After `seconds` they are killed, which their journal survives.
 */
export async function awaitOrphans(dataFolder: string, seconds: number, report: (line: string) => void): Promise<void> {
  const deadline = Date.now() + seconds * 1000;
  for (let told = false; ; told = true) {
    const orphans = registeredProcesses(dataFolder, 'server');
    if (orphans.length === 0) return;
    if (!told) report(`The previous run was killed; its server (process ${orphans.join(', ')}) is ending its calls …`);
    if (Date.now() > deadline) {
      report('It takes too long and is killed; calls that were running count as interrupted.');
      for (const pid of orphans) process.kill(pid, 'SIGKILL');
    }
    await sleep(50);
  }
}
