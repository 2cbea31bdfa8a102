/** textDocument/hover in vis.json */
import {
  MarkupKind,
  type CancellationToken,
  type Hover,
  type HoverParams,
} from 'vscode-languageserver/node';
import { hoverVis } from '#vis';
import { rangeOf } from '../../workspace/convert.ts';
import type { FeatureHost } from '../feature.ts';

export const visHover = (
  { answerVis, profile }: FeatureHost,
  { textDocument, position }: HoverParams,
  token: CancellationToken,
): Promise<Hover | null> =>
  answerVis('hover', textDocument.uri, token, ({ vis, lines, script }) => {
    const tellsSchema = !profile.options.editorAppliesSchema;
    const options = { analysis: script?.analysis, tellsSchema };
    const found = hoverVis(vis, lines.offsetOf(position), options);
    if (found === undefined) return null;
    const contents = { kind: MarkupKind.Markdown, value: found.text };
    return { contents, range: rangeOf(lines, found.span) };
  });
