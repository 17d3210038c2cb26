/**
 * Entry of the language server: `node server.cjs --stdio` for any editor, `--node-ipc` for the VS Code client.
 * Standard output belongs to the protocol, so everything that would print goes to standard error.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { startServer } from './lsp/server.ts';

console.log = console.error;
console.info = console.error;

const connection = createConnection(ProposedFeatures.all);

// A defect in one answer must not take the connection down with all the others.
process.on('uncaughtException', (error) => connection.console.error(`Uncaught: ${error.stack ?? error.message}`));
process.on('unhandledRejection', (reason) =>
  connection.console.error(`Unhandled: ${reason instanceof Error ? (reason.stack ?? reason.message) : String(reason)}`),
);

startServer(connection, {
  analysisScript: join(__dirname, 'analysis.cjs'),
  // The rules' pages are shipped beside the bundle, so the link works offline and fits the version.
  ruleHref: (rule) => {
    const page = join(__dirname, 'rules', `${rule}.md`);
    return existsSync(page) ? pathToFileURL(page).href : undefined;
  },
});
