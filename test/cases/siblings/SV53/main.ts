import { EventEmitter } from 'node:events';
import { Workspace } from './workspace.ts';

const workspace = new Workspace();
const requests = new EventEmitter();
requests.on('rename', (from: string, to: string) => void workspace.rename(from, to));
setInterval(() => void workspace.compact(), 60_000);
