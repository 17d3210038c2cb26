export class Store<S, A> {
  private state: S;

  constructor(
    initial: S,
    private readonly reducer: (state: S, action: A) => Promise<S>,
    private readonly load: (state: S) => Promise<S>,
  ) {
    this.state = initial;
  }

  async dispatch(action: A) {
    this.state = await this.reducer(this.state, action);
  //^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ race-across-await: one of the updates is lost
  }

  // What is loaded takes the place of the old: the last one is as good as any.
  async reload() {
    this.state = await this.load(this.state);
  }
}
