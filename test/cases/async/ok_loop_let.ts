declare const emitter: { once(name: string, f: () => void): void };

for (let i = 0; i < 3; i++) {
  emitter.once('x', () => console.log(i));
}
