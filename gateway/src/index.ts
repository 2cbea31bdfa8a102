/** The only door into the servers: what programs on this machine can connect to. */
export { serveOtlp } from './otlp/otlpServer.ts';
export { serveVizier } from './vizier/vizierServer.ts';
