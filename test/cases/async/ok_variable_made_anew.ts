// A declaration makes a new variable in every call: what was read of the last call's is not emptied by it.
declare function post(path: string): Promise<{ data: number[] }>;
declare function run(job: () => void): void;

export class Store {
  async fetchPage(path: string): Promise<number[]> {
    const res = await post(path);
    let response: number[] = [];
    run(() => {
      response = res.data.map((n) => n + 1);
    });
    return response;
  }

  async fetchAll(pages: readonly string[]): Promise<number[]> {
    const response = await this.fetchPage('first');
    const total = [...response];
    for (const page of pages) total.push(...(await this.fetchPage(page)));
    return total;
  }
}

// The neighbour: the variable that closures of one activation share.
export async function collect(paths: readonly string[]): Promise<number> {
  let sum = 0;
  await Promise.all(
    paths.map(async (path) => {
      sum = sum + (await post(path)).data.length;
      //| race-across-await: sum
    }),
  );
  return sum;
}
