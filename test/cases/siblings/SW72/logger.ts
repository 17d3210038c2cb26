import { parentPort } from 'node:worker_threads';

const lines: string[] = [];
parentPort!.on('message', (message: { line?: string; stop?: boolean }) => { //~ wait-cycle
  if (message.stop) {
    console.log(lines.join());
    parentPort!.close(); //~ wait-cycle
    return;
  }
  lines.push(message.line ?? '');
});
