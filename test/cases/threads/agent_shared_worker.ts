// Two pages talk to one SharedWorker: it and the page have the counters at the same time.
const counters = new Int32Array(new SharedArrayBuffer(64));
const hub = new SharedWorker(new URL('./hub.ts', import.meta.url), { type: 'module' });
hub.port.start();
hub.port.postMessage({ counters });
counters[3]++;
//| unlocked-shared-mutation

// file: hub.ts
self.onconnect = (event: MessageEvent) => {
  const [port] = event.ports;
  port.onmessage = (message: MessageEvent<{ counters: Int32Array }>) => {
    const { counters } = message.data;
    counters[3]++;
    port.postMessage('counted');
  };
};
