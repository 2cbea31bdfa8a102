/** Entry of the language server; the editor says how it wants to talk. */
import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { startServer } from './connection.ts';

startServer(createConnection(ProposedFeatures.all));
