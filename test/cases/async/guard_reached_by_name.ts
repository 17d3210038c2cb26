// Functions that are reached by a name or kept by somebody: a factory's closures returned by name, a table of
// handlers, the callback that another object keeps, the traps of a proxy.
declare function start(): Promise<string>;
declare function load(url: string): Promise<string[]>;
declare function receive(listener: (message: { method: string; name: string }) => void): void;

export function createRuntime(input: { log(x: string): void }) {
  let active = '';
  const ensureReady = async (): Promise<void> => {
    if (active) return;
    active = await start();
    //| race-across-await: active
    input.log(active);
  };
  return { ensureReady, current: () => active };
}

let labels: string[] | undefined;
const handlers: Record<string, (p: string) => Promise<unknown>> = {
  'label.create': async (p) => {
    if (!labels) {
      labels = await load('labels');
      //| race-across-await: labels
    }
    labels.push(p);
    return labels;
  },
};
receive((message) => {
  const handler = handlers[message.method];
  if (handler) void handler(message.name);
});

class Client {
  constructor(private ready: (c: Client) => void) {}
  open() {
    receive(() => this.ready(this));
  }
  show(_: string[]) {}
}

export class Editor {
  private client?: Client;
  private cache?: string[];
  open(url: string) {
    this.client = new Client(() => this.onReady(url));
    this.client.open();
  }
  private async onReady(url: string) {
    if (!this.cache) {
      this.cache = await load(url);
      //| race-across-await: this.cache
    }
    this.client?.show(this.cache);
  }
}
