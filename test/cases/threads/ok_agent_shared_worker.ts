// The page counts when the SharedWorker has answered, and both count atomically where they do not wait.
const counters = new Int32Array(new SharedArrayBuffer(64));
const hub = new SharedWorker(new URL('./hub.ts', import.meta.url), { type: 'module' });
hub.port.onmessage = () => {
  counters[3]++;
  console.log(counters[3]);
};
Atomics.add(counters, 0, 1);
hub.port.postMessage({ counters });
Atomics.add(counters, 0, 1);

// file: hub.ts
self.addEventListener('connect', (event) => {
  const [port] = (event as MessageEvent).ports;
  port.addEventListener('message', (message: MessageEvent<{ counters: Int32Array }>) => {
    const { counters } = message.data;
    Atomics.add(counters, 0, 1);
    counters[3]++;
    port.postMessage('counted');
  });
  port.start();
});
