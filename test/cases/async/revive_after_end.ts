declare function open(): Promise<void>;
declare function offer(): Promise<string>;

export class Link {
  private connected = false;

  async connect() {
    await open();
    this.connected = true;
    //| race-across-await: Link.close can end it
  }

  close() {
    this.connected = false;
  }

  isConnected() {
    return this.connected;
  }
}

export class Call {
  private state: 'new' | 'connecting' | 'ringing' | 'ended' = 'new';

  async invite() {
    this.state = 'connecting';
    await offer();
    this.state = 'ringing';
    //| race-across-await: Call.hangup can end it
  }

  hangup() {
    this.state = 'ended';
  }

  current() {
    return this.state;
  }
}
