/** Open documents: synchronised texts, and the URI by which the client knows each file. */
import { TextDocuments, type Connection } from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { isSourcePath } from '../project/sources.ts';
import { pathOfUri, uriOfPath } from './uris.ts';
import type { Workspace } from './workspace.ts';

export class DocumentStore {
  private readonly uris = new Map<string, string>();

  constructor(connection: Connection, workspace: Workspace) {
    const documents = new TextDocuments(TextDocument);
    const sourcePath = (document: TextDocument): string | undefined => {
      const path = pathOfUri(document.uri);
      return path !== undefined && isSourcePath(path) ? path : undefined;
    };
    documents.onDidOpen(({ document }) => {
      const path = sourcePath(document);
      if (path === undefined) return;
      this.uris.set(path, document.uri);
      workspace.opened(path, document);
    });
    documents.onDidChangeContent(({ document }) => {
      const path = sourcePath(document);
      if (path !== undefined && workspace.documentOf(path) !== undefined) workspace.changed(path);
    });
    documents.onDidClose(({ document }) => {
      const path = sourcePath(document);
      if (path === undefined) return;
      this.uris.delete(path);
      workspace.closed(path);
    });
    documents.listen(connection);
  }

  uriOf(path: string): string {
    return this.uris.get(path) ?? uriOfPath(path);
  }
}
