import { defineDownloadRoute } from '#lib/http/define-download-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';
import { downloadLineageProof } from '#lib/lineage/index.ts';

export const GET = defineDownloadRoute(downloadLineageProof);
export const { POST, PUT, PATCH, DELETE } = refuseMethods('GET');
