import { once } from 'node:events';
import { MessageChannel, Worker } from 'node:worker_threads';

const { port1, port2 } = new MessageChannel();
const ping = new Worker(new URL('./peer.ts', import.meta.url), { workerData: port1, transferList: [port1] });
const pong = new Worker(new URL('./peer.ts', import.meta.url), { workerData: port2, transferList: [port2] });
await Promise.all([once(ping, 'exit'), once(pong, 'exit')]);
