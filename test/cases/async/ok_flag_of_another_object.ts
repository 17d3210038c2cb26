declare function connect(): Promise<object>;
interface Session {
  ended: boolean;
}
export class Client {
  private topology?: object;
  async withSession(session: Session) {
    if (session.ended) return;
    const topology = await connect();
    this.topology = topology;
  }
  end(session: Session) {
    session.ended = true;
  }
  close() {
    this.topology = undefined;
  }
}
