export type AsyncReducer<S, A> = (state: S, action: A) => Promise<S>;

export class Store<S, A> {
  #state: S;
  readonly #reducer: AsyncReducer<S, A>;

  constructor(initial: S, reducer: AsyncReducer<S, A>) {
    this.#state = initial;
    this.#reducer = reducer;
  }

  get state(): S {
    return this.#state;
  }

  async dispatch(action: A): Promise<void> {
    this.#state = await this.#reducer(this.#state, action); //~ race-across-await
  }
}
