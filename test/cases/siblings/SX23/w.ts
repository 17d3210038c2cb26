import { workerData, type MessagePort } from 'node:worker_threads';
const { cells, port, first } = workerData as { cells: Int32Array; port: MessagePort; first: boolean };
let turns = 0;
function turn(): void {
  cells[0] += 1;
  turns += 1;
  port.postMessage('go');
  if (turns === 20) port.close();
}
port.on('message', turn);
if (first) turn();
