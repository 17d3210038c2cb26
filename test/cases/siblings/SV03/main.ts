import { EventEmitter } from 'node:events';
import { TokenProvider } from './tokens.ts';

interface Request {
  readonly uri: string;
  readonly reply: (result: { readonly resultId: string; readonly data: readonly number[] }) => void;
}

const connection = new EventEmitter();
const provider = new TokenProvider();

connection.on('textDocument/semanticTokens/full', async (request: Request) => {
  request.reply(await provider.provide(request.uri));
});
