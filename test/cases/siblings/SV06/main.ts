import { createServer } from 'node:http';

function lazy<T>(make: () => Promise<T>): () => Promise<T> {
  let slot: Promise<T> | undefined;
  return () => {
    if (slot === undefined) {
      const made = make();
      slot = made;
      made.catch(() => {
        if (slot === made) slot = undefined;
      });
    }
    return slot;
  };
}

const model = lazy(async () => {
  const response = await fetch('https://cdn.example/model.bin');
  return new Uint8Array(await response.arrayBuffer());
});

createServer((_request, response) => {
  model().then(
    (bytes) => response.end(String(bytes.byteLength)),
    () => response.writeHead(503).end(),
  );
}).listen(3000);
