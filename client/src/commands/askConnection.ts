/** Asks the user for a new connection, one question after the other. */
import * as vscode from 'vscode';
import {
  addressOf,
  DEFAULT_ADDRESS,
  type CloudConnection,
  type RemoteConnection,
  type Transport,
  type VizierConnection,
} from '../connections/connection.ts';

type Unnamed<C extends RemoteConnection> = Omit<C, 'profileId'>;

export interface AskedConnection {
  readonly connection: Unnamed<CloudConnection> | Unnamed<VizierConnection>;
  readonly key: string;
}

const TITLE = 'Add Pixie Connection';
const STEPS = 5;
const step = (number: number): string => `${TITLE} (${String(number)}/${String(STEPS)})`;

/** @returns undefined when the user leaves. */
export async function askConnection(): Promise<AskedConnection | undefined> {
  const kind = await askKind();
  const address = kind === undefined ? undefined : await askAddress(kind);
  const transport = address === undefined ? undefined : await askTransport();
  if (kind === undefined || address === undefined || transport === undefined) return undefined;
  const name = await vscode.window.showInputBox({
    title: step(4),
    ignoreFocusOut: true,
    value: address.replace(/:443$/, ''),
    prompt: 'Name shown in the Clusters view.',
    validateInput: (value) => (value.trim() === '' ? 'Enter a name.' : undefined),
  });
  const key = name === undefined ? undefined : await askKey(step(5), kind);
  if (name === undefined || key === undefined) return undefined;
  const common = { name: name.trim(), address, transport };
  const connection =
    kind === 'cloud'
      ? { ...common, kind, auth: 'apiKey' as const }
      : { ...common, kind, auth: 'directVizierKey' as const };
  return { connection, key };
}

async function askKind(): Promise<RemoteConnection['kind'] | undefined> {
  const items = [
    {
      label: '$(cloud) Pixie Cloud',
      detail: 'Hosted or self-hosted. Lists the clusters of your organization.',
      which: 'cloud' as const,
    },
    {
      label: '$(plug) Vizier',
      detail: "One cluster's Vizier, without a cloud, such as “pxl serve” on another machine.",
      which: 'vizier' as const,
    },
  ];
  const picked = await vscode.window.showQuickPick(items, {
    title: step(1),
    placeHolder: 'Connect to',
    ignoreFocusOut: true,
  });
  return picked?.which;
}

async function askAddress(kind: RemoteConnection['kind']): Promise<string | undefined> {
  const text = await vscode.window.showInputBox({
    title: step(2),
    ignoreFocusOut: true,
    value: kind === 'cloud' ? DEFAULT_ADDRESS : '',
    placeHolder: 'host:port',
    prompt: 'Address as host:port.',
    validateInput: (value) =>
      addressOf(value) === undefined ? `Enter host:port, such as ${DEFAULT_ADDRESS}.` : undefined,
  });
  return text === undefined ? undefined : addressOf(text);
}

async function askTransport(): Promise<Transport | undefined> {
  const items = [
    {
      label: '$(lock) TLS',
      detail: 'The certificate is verified by the public authorities.',
      which: 'tls' as const,
    },
    {
      label: '$(lock) TLS with a Private Authority…',
      detail: 'The certificate is verified by a PEM file that you choose.',
      which: 'ca' as const,
    },
    {
      label: '$(unlock) Plain Text',
      detail: 'Nothing is encrypted, the key included. For a port-forward on this machine.',
      which: 'plaintext' as const,
    },
  ];
  const picked = await vscode.window.showQuickPick(items, {
    title: step(3),
    placeHolder: 'Encryption',
    ignoreFocusOut: true,
  });
  if (picked === undefined) return undefined;
  if (picked.which === 'plaintext') return { kind: 'plaintext' };
  if (picked.which === 'tls') return { kind: 'tls', caFile: undefined };
  const [file] =
    (await vscode.window.showOpenDialog({
      title: 'Certificates of the Authority',
      openLabel: 'Use',
      filters: { Certificates: ['pem', 'crt', 'cer'], 'All Files': ['*'] },
    })) ?? [];
  return file === undefined ? undefined : { kind: 'tls', caFile: file.fsPath };
}

const KEY_PROMPTS: Readonly<Record<RemoteConnection['kind'], string>> = {
  cloud: 'API key, made in Pixie under Admin > API Keys. It is kept in the secret storage.',
  vizier: 'Key of the Vizier. It is kept in the secret storage.',
};

export async function askKey(
  title: string,
  kind: RemoteConnection['kind'],
): Promise<string | undefined> {
  const key = await vscode.window.showInputBox({
    title,
    ignoreFocusOut: true,
    password: true,
    placeHolder: kind === 'cloud' ? 'px-api-…' : '',
    prompt: KEY_PROMPTS[kind],
    validateInput: (value) =>
      /^[\x21-\x7e]+$/.test(value.trim())
        ? undefined
        : 'Enter the key: letters, digits and dashes, without spaces.',
  });
  return key?.trim();
}
