import { MessageChannel, receiveMessageOnPort, Worker } from 'node:worker_threads';

export function createSync(script: URL): (input: string) => string {
  const flag = new Int32Array(new SharedArrayBuffer(4));
  const { port1, port2 } = new MessageChannel();
  const worker = new Worker(script, { workerData: { flag, port: port2 }, transferList: [port2] });
  worker.unref();
  let answered = 0;
  return (input) => {
    port1.postMessage(input);
    while (Atomics.load(flag, 0) === answered) {
      Atomics.wait(flag, 0, answered);
    }
    answered += 1;
    const reply = receiveMessageOnPort(port1) as { message: string } | undefined;
    return reply?.message ?? '';
  };
}
