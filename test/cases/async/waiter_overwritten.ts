declare class Deferred<T> {
  promise: Promise<T>;
  resolve(value: T): void;
}

export class Gate {
  private resolve?: () => void;
  private answer?: Deferred<string>;
  private settle?: { resolve: (value: string) => void; reject: (error: unknown) => void };
  private open?: (value: string) => void;

  wait(): Promise<void> {
    return new Promise((resolve) => {
      this.resolve = resolve;
      //| race-across-await: the first waits for ever
    });
  }

  async ask(): Promise<string> {
    this.answer = new Deferred<string>();
    //| race-across-await: this.answer
    return this.answer.promise;
  }

  async request(send: (done: string) => void): Promise<string> {
    const answered = new Promise<string>((resolve, reject) => {
      this.settle = { resolve, reject };
      //| race-across-await: this.settle
    });
    send('x');
    return await answered;
  }

  async opened(): Promise<string> {
    const { promise, resolve } = Promise.withResolvers<string>();
    this.open = resolve;
    return promise;
  }

  onMessage(text: string) {
    this.resolve?.();
    this.answer?.resolve(text);
    this.settle?.resolve(text);
    this.open?.(text);
  }
}

let release: (() => void) | undefined;

export function paused(): Promise<void> {
  return new Promise((resolve) => {
    release = resolve;
    //| race-across-await: release
  });
}

export function go() {
  release?.();
}
