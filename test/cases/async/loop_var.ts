declare const emitter: { once(name: string, f: () => void): void };

for (var i = 0; i < 3; i++) {
  emitter.once('x', () => console.log(i));
  //| race-across-await: var
}
