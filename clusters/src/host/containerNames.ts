/**
 * Names of containers, which /proc does not know: those of Kubernetes from the names of its log
 * files, those of Docker from its engine, with the service a compose file gives them.
 *
 * @see kubelet: /var/log/containers/POD_NAMESPACE_CONTAINER-ID.log
 * @see Docker Engine API, GET /containers/json
 */
import { readdir } from 'node:fs/promises';
import { request } from 'node:http';
import { readJson, type Json } from '#proto';

export interface ContainerName {
  readonly name: string;
  /** '' outside of Kubernetes and compose. */
  readonly pod: string;
  readonly namespace: string;
  readonly service: string;
}
/** By ID of 64 hexadecimal digits. */
export type ContainerNames = ReadonlyMap<string, ContainerName>;

const LOG_FOLDER = '/var/log/containers';
const DOCKER_SOCKET = '/var/run/docker.sock';
const DOCKER_TIMEOUT_MS = 2000;
const MAX_ANSWER_BYTES = 8 * 2 ** 20;

/** Empty where neither is installed or may be asked. */
export async function readContainerNames(
  logFolder = LOG_FOLDER,
  dockerSocket = DOCKER_SOCKET,
): Promise<ContainerNames> {
  // Only Linux has both, and most machines have neither: then nothing is known.
  const logs = await readdir(logFolder).catch(() => []);
  const docker = await askDocker(dockerSocket);
  return new Map([...namesFromDocker(docker), ...namesFromLogs(logs)]);
}

/** Of pods; their names and namespaces have no underscore. */
export function namesFromLogs(files: readonly string[]): ContainerNames {
  const names = files.flatMap((file): (readonly [string, ContainerName])[] => {
    const found = /^([^_]+)_([^_]+)_(.+)-([0-9a-f]{64})\.log$/.exec(file);
    if (found === null) return [];
    const [, pod = '', namespace = '', name = '', id = ''] = found;
    return [[id, { name, pod, namespace, service: '' }]];
  });
  return new Map(names);
}

/** The answer of the engine; '' and what is not one give no names. */
export function namesFromDocker(answer: string): ContainerNames {
  const json = readJson(answer);
  const items = json?.kind === 'array' ? json.items : [];
  const names = items.flatMap((item): (readonly [string, ContainerName])[] => {
    const id = textAt(item, 'Id');
    const listed = member(item, 'Names');
    const first = listed?.kind === 'array' ? listed.items[0] : undefined;
    const name = first?.kind === 'string' ? first.value.replace(/^\//, '') : '';
    const labels = member(item, 'Labels');
    const namespace = textAt(labels, 'com.docker.compose.project');
    const service = textAt(labels, 'com.docker.compose.service');
    const pod = service === '' ? '' : name;
    return id === '' || name === '' ? [] : [[id, { name, pod, namespace, service }]];
  });
  return new Map(names);
}

function member(json: Json | undefined, name: string): Json | undefined {
  if (json?.kind !== 'object') return undefined;
  return json.members.find(([key]) => key === name)?.[1];
}
function textAt(json: Json | undefined, name: string): string {
  const found = member(json, name);
  return found?.kind === 'string' ? found.value : '';
}

/** '' when there is no engine, or this user may not ask it. */
function askDocker(socketPath: string): Promise<string> {
  return new Promise((resolve) => {
    const nothing = () => {
      resolve('');
    };
    const asked = request(
      { socketPath, path: '/containers/json?all=1', timeout: DOCKER_TIMEOUT_MS },
      (response) => {
        const parts: Buffer[] = [];
        let size = 0;
        response.on('data', (part: Buffer) => {
          size += part.length;
          parts.push(part);
          if (size > MAX_ANSWER_BYTES) asked.destroy();
        });
        response.once('error', nothing);
        response.once('close', nothing);
        response.once('end', () => {
          resolve(response.statusCode === 200 ? Buffer.concat(parts).toString() : '');
        });
      },
    );
    asked.once('timeout', () => asked.destroy());
    asked.once('error', nothing);
    asked.end();
  });
}
