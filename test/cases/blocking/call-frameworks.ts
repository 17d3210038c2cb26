import Koa from 'koa';
import Fastify from 'fastify';
import { ipcMain } from 'electron';
import * as vscode from 'vscode';
import { EventEmitter } from 'node:events';
import { WebSocketServer } from 'ws';
import { readFileSync, writeFileSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { Controller, Get } from '@nestjs/common';
const koa = new Koa();
koa.use(async (ctx) => {
  ctx.body = readFileSync('/tmp/a', 'utf8');
  //| blocking-call
});
const fastify = Fastify();
fastify.get('/', async () => {
  return readFileSync('/tmp/b', 'utf8');
  //| blocking-call
});
fastify.route({
  method: 'GET',
  url: '/r',
  handler: async () => readFileSync('/tmp/r', 'utf8'),
  //| blocking-call
});
ipcMain.handle('save', (_event, text: string) => {
  writeFileSync('/tmp/c', text);
  //| blocking-call
});
vscode.languages.registerCompletionItemProvider('x', {
  provideCompletionItems() {
    const list = execFileSync('ls').toString().split('\n');
    //| blocking-call
    return list.map((label) => new vscode.CompletionItem(label));
  },
});
vscode.commands.registerCommand('x.run', () => {
  execFileSync('ls');
  //| blocking-call
});
@Controller('cats')
export class CatsController {
  @Get()
  all(): string {
    return readFileSync('/tmp/cats', 'utf8');
    //| blocking-call
  }
}
const wss = new WebSocketServer({ port: 1 });
wss.on('connection', (socket) => {
  socket.on('message', (data) => {
    writeFileSync('/tmp/last', String(data));
    //| blocking-call
  });
});
const bus = new EventEmitter();
bus.on('job', () => {
  execFileSync('make');
  //| blocking-call
});
