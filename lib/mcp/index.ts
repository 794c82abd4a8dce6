export { archiveServer } from './archive-server.ts';
export { createServer } from './create-server.ts';
export { getServer } from './get-server.ts';
export { listServers } from './list-servers.ts';
export { testServer } from './test-server.ts';
export { updateServer } from './update-server.ts';
