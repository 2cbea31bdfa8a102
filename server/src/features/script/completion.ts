/** textDocument/completion and completionItem/resolve */
import {
  MarkupKind,
  type CancellationToken,
  type CompletionList,
  type CompletionParams,
} from 'vscode-languageserver/node';
import { complete, documentation, type DocumentationRef } from '#ide';
import type { EntityKind } from '#language';
import { answerOf, ENTITY_NAMES } from '#protocol/lsp';
import { answered } from '../../messages/answering.ts';
import { completionItemOf } from '../../workspace/convert.ts';
import type { Snapshot } from '../../workspace/documents.ts';
import { isVisUri } from '../../workspace/uris.ts';
import type { Feature, FeatureHost } from '../feature.ts';
import { visCompletions } from '../vis/completion.ts';

/** A list must not wait for a cluster longer than this; the next keystroke asks again. */
const ENTITY_WAIT_MS = 200;

/** Typed all the time: they bring up a list only where something definite is wanted. */
const QUIET_TRIGGERS: ReadonlySet<string> = new Set(['(', '[', ',', ' ', '=']);

export const completion: Feature = {
  capabilities: {
    completionProvider: {
      triggerCharacters: ['.', "'", '"', '@', ...QUIET_TRIGGERS],
      resolveProvider: true,
      completionItem: { labelDetailsSupport: true },
    },
  },
  register(host) {
    const { connection, failures, workspace } = host;
    connection.onCompletion((params, token) => {
      const { uri } = params.textDocument;
      if (isVisUri(uri)) return visCompletions(host, params, token);
      // Of the text as it is now: what is typed behind the question only filters the answer, and
      // the editor does not ask again for it.
      if (!workspace.knows(uri)) {
        const text = workspace.openText(uri);
        const ready = () => workspace.load(uri);
        const early = { name: 'completion', token, version: () => undefined, ready };
        return answered(failures, early, () => {
          const found = workspace.snapshot(uri, text);
          return found === undefined ? null : completionsOf(host, found, params, token);
        });
      }
      let snapshot: Snapshot | undefined;
      failures.attempt('completion', () => {
        snapshot = workspace.snapshot(uri);
      });
      const question = { name: 'completion', token, version: () => undefined };
      return answered(failures, question, () =>
        snapshot === undefined ? null : completionsOf(host, snapshot, params, token),
      );
    });
    connection.onCompletionResolve(async (item, token) => {
      const question = { name: 'completion documentation', token, version: () => undefined };
      const text = await answered(failures, question, () =>
        isReference(item.data) ? documentation(item.data, workspace.catalog) : undefined,
      );
      return text === undefined || text === null
        ? item
        : { ...item, documentation: { kind: MarkupKind.Markdown, value: text } };
    });
  },
};

async function completionsOf(
  host: FeatureHost,
  { analysis, lines }: Snapshot,
  { position, context }: CompletionParams,
  token: CancellationToken,
): Promise<CompletionList> {
  const { capabilities, options } = host.profile;
  const { snippetSupport: snippets = false, insertReplaceSupport = false } =
    capabilities.textDocument?.completion?.completionItem ?? {};
  const offset = lines.offsetOf(position);
  const onlyExpected = QUIET_TRIGGERS.has(context?.triggerCharacter ?? '');
  const look = (names: ReadonlyMap<EntityKind, readonly string[]>) =>
    complete(analysis, offset, host.workspace.catalog, {
      snippets,
      onlyExpected,
      entityNames: (kind) => names.get(kind),
    });
  let found = look(new Map());
  let isIncomplete = false;
  const [wanted] = found.wanted;
  if (wanted !== undefined && options.entityNames) {
    const names = await entityNames(host, wanted, token);
    isIncomplete = names === undefined;
    if (names !== undefined) found = look(new Map([[wanted, names]]));
  }
  const commands = options.editorCommands;
  const typedEnd = insertReplaceSupport ? offset : undefined;
  return {
    isIncomplete,
    items: found.items.map((item) => completionItemOf(lines, item, { commands, typedEnd })),
  };
}

/** Undefined when they do not come in time. */
async function entityNames(
  { connection }: FeatureHost,
  kind: EntityKind,
  token: CancellationToken,
): Promise<readonly string[] | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), ENTITY_WAIT_MS);
    token.onCancellationRequested(() => resolve(undefined));
  });
  const asked = connection
    .sendRequest<unknown>(ENTITY_NAMES.method, { kind }, token)
    .then((answer) => answerOf(ENTITY_NAMES, answer).names);
  const known = asked.catch((error: unknown) => {
    if (!token.isCancellationRequested) {
      connection.console.log(`names of ${kind}s: ${String(error)}`);
    }
    return [];
  });
  try {
    return await Promise.race([known, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** What an item carries comes back from the client. */
function isReference(data: unknown): data is DocumentationRef {
  const { kind, name, text } = Object(data) as Record<string, unknown>;
  return typeof kind === 'string' && (typeof name === 'string' || typeof text === 'string');
}
