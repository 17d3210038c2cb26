import { parentPort } from 'node:worker_threads';

const lines: string[] = [];
parentPort!.on('message', (message: { line?: string; stop?: boolean }) => {
  if (message.stop) {
    console.log(lines.join());
    parentPort!.close();
    return;
  }
  lines.push(message.line ?? '');
});
