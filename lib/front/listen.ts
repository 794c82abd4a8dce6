import type { Server } from 'node:http';

export interface ListenOptions {
  readonly port: number;
  readonly host: string;
  /** How many ports after the wanted one may be taken instead, when that is in use. */
  readonly morePorts: number;
}

const isInUse = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';

function listenOnce(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port, host, backlog: 4096 }, () => {
      server.off('error', reject);
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}

/** Listens and resolves to the port it got. Rejects with EADDRINUSE when all allowed ones are taken. */
export async function listen(server: Server, { port, host, morePorts }: ListenOptions): Promise<number> {
  for (let step = 0; ; step += 1) {
    try {
      return await listenOnce(server, port + step, host);
    } catch (error) {
      if (!isInUse(error) || step >= morePorts || port + step >= 65_535) throw error;
    }
  }
}
