// Found there before the await and used after it, while somebody else ends it; and what is put there after the end.
declare function flush(): Promise<void>;
declare function connect(): Promise<{ close(): void }>;

interface Panel {
  title: string;
  readonly webview: { postMessage(message: unknown): Promise<boolean> };
  reveal(): void;
  dispose(): void;
}

export class View {
  private panel: Panel | undefined;

  open(panel: Panel): void {
    this.panel = panel;
  }

  async show(): Promise<void> {
    if (this.panel) {
      await flush();
      this.panel.reveal();
      //| race-across-await: The check `this.panel` on line 20 is not repeated after the await on line 21: when View.dispose empties this.panel meanwhile
    }
  }

  async post(message: unknown): Promise<void> {
    if (!this.panel) return;
    await flush();
    await this.panel.webview.postMessage(message);
    //| race-across-await: there is nothing left to use here, and this fails
  }

  async name(title: string): Promise<void> {
    if (!this.panel) return;
    await flush();
    this.panel.title = title;
    //| race-across-await: there is nothing left to use here, and this fails
  }

  // Looked at again, asked for with care, or kept by the activation itself.
  async again(): Promise<void> {
    if (!this.panel) return;
    await flush();
    if (!this.panel) return;
    this.panel.reveal();
  }

  async careful(): Promise<void> {
    if (!this.panel) return;
    await flush();
    this.panel?.reveal();
  }

  async kept(): Promise<void> {
    const { panel } = this;
    if (!panel) return;
    await flush();
    panel.reveal();
  }

  dispose(): void {
    this.panel?.dispose();
    this.panel = undefined;
  }
}

let server: { ping(): void; close(): Promise<void> } | undefined;

export async function ping(): Promise<void> {
  if (!server) return;
  await flush();
  server.ping();
  //| race-across-await: when stop empties server meanwhile
}

export async function stop(): Promise<void> {
  await server?.close();
  server = undefined;
}

// Whoever ends it for good says so, and closes what is there then.
export class Service {
  private socket: { close(): void } | undefined;
  private disposed = false;

  async init(): Promise<void> {
    this.socket = await connect();
    //| race-across-await: Service.dispose can end this for good while Service.init waits on line 88
  }

  dispose(): void {
    this.disposed = true;
    this.socket?.close();
  }

  get over(): boolean {
    return this.disposed;
  }
}

export class Careful {
  private socket: { close(): void } | undefined;
  private disposed = false;

  async init(): Promise<void> {
    const socket = await connect();
    if (this.disposed) socket.close();
    else this.socket = socket;
  }

  dispose(): void {
    this.disposed = true;
    this.socket?.close();
  }
}

// It can be started again, so the end is not for good; what is told is that the flag was not looked at.
export class Restarted {
  private socket: { close(): void } | undefined;
  private stopped = true;

  async start(): Promise<void> {
    this.stopped = false;
    this.socket = await connect();
    //| race-across-await: this.stopped is set on line 124 and not looked at again
  }

  stop(): void {
    if (this.stopped) return;
    this.stopped = true;
    this.socket?.close();
  }
}
