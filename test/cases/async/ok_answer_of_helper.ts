interface Socket {
  close(): void;
}
declare function dial(user: string): Promise<{ user: string }>;
declare function openSocket(): Promise<Socket>;
declare function choose(): Promise<string>;

// Asked again after the await, by the same helper.
export class Calls {
  private calls: { user: string }[] = [];

  private byUser(user: string) {
    for (const call of this.calls) if (call.user === user) return call;
    return undefined;
  }

  async call(user: string) {
    const known = this.byUser(user);
    if (known) return known;
    const made = await dial(user);
    const newer = this.byUser(user);
    if (newer) return newer;
    this.calls.push(made);
    return made;
  }
}

export class Link {
  private closed = false;
  private socket?: Socket;

  private isClosed() {
    if (this.closed) return true;
    return false;
  }

  async open() {
    if (this.isClosed()) return;
    const socket = await openSocket();
    if (this.isClosed()) {
      socket.close();
      return;
    }
    this.socket = socket;
  }

  close() {
    this.closed = true;
    this.socket = undefined;
  }
}

// A value chosen by a test is not computed from what was tested.
export class Mode {
  private mode = 'a';
  private dark = false;

  private suffix() {
    if (this.dark) return 'dark';
    return 'light';
  }

  async change() {
    const suffix = this.suffix();
    const name = await choose();
    this.mode = name + suffix;
  }

  toggle(dark: boolean) {
    this.dark = dark;
  }
}
