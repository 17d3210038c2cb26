// file: package.json
{ "dependencies": { "@trpc/server": "11.0.0", "graphql-yoga": "5.0.0", "@vscode/debugadapter": "1.0.0", "obsidian": "1.0.0" } }
// file: router.ts
import { initTRPC } from '@trpc/server';
import { readFileSync } from 'node:fs';
const t = initTRPC.create();
export const router = t.router({
  page: t.procedure.query(() => readFileSync('/tmp/page', 'utf8')),
  //| blocking-call: tRPC query
});
// file: schema.ts
import { createSchema } from 'graphql-yoga';
import { execSync } from 'node:child_process';
export const schema = createSchema({
  typeDefs: 'type Query { version: String }',
  resolvers: {
    Query: {
      version: () => execSync('git describe').toString(),
      //| blocking-call: GraphQL resolver
    },
  },
});
// file: actions.ts
'use server';
import { pbkdf2Sync } from 'node:crypto';
export async function signUp(password: string): Promise<string> {
  return pbkdf2Sync(password, 'salt', 100_000, 64, 'sha512').toString('hex');
  //| blocking-call: server action
}
// file: debugger.ts
import { DebugSession } from '@vscode/debugadapter';
import { readFileSync } from 'node:fs';
export class Session extends DebugSession {
  protected sourceRequest(response: { body: { content: string } }, args: { path: string }): void {
    response.body = { content: readFileSync(args.path, 'utf8') };
    //| blocking-call: debug adapter request
    this.sendResponse(response);
  }
}
// file: sources.ts
// A listener that answers: somebody waits for what it gives back.
import { readFileSync } from 'node:fs';
interface Adapter {
  on(name: string, handler: (params: { path: string }) => Promise<{ content: string }>): void;
}
export function attach(adapter: Adapter): void {
  adapter.on('source', async (params) => {
    return { content: readFileSync(params.path, 'utf8') };
    //| blocking-call: 'source' listener
  });
}
// file: plugin.ts
import { Plugin } from 'obsidian';
import { spawnSync } from 'node:child_process';
export default class Git extends Plugin {
  async onload(): Promise<void> {
    this.addCommand({ id: 'refresh', name: 'Refresh', callback: () => this.refresh() });
  }
  private refresh(): boolean {
    return spawnSync('git', ['--version']).status === 0;
    //| blocking-call: of the editor
  }
}
// file: listing.ts
// One look at the file system for every entry of a folder.
import * as fs from 'node:fs';
import { join } from 'node:path';
export function subFolders(root: string): Promise<string[]> {
  return new Promise((resolve) => {
    fs.readdir(root, (_error, names) => {
      const found: string[] = [];
      names.forEach((name) => {
        if (fs.statSync(join(root, name)).isDirectory()) found.push(name);
        //| blocking-call: subFolders
      });
      resolve(found);
    });
  });
}
// One look is not worth a word.
export async function isThere(path: string): Promise<boolean> {
  return fs.existsSync(path);
}
