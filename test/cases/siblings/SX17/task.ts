export default function task({ counter, n }: { counter: SharedArrayBuffer; n: number }): number {
  const cells = new Int32Array(counter);
  for (let i = 0; i < 1000; i++) cells[0] += n; //~ unlocked-shared-mutation
  return n;
}
