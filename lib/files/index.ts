export { appendBytes, createFile, deleteFile, findFiles, purgeFiles, readFileBytes, storeFile } from './stored-files.ts';
