// A store that is loaded and saved as a whole: whoever saves later saves without what others have changed.
interface Store {
  load(): Promise<Record<string, string>>;
  save(data: Record<string, string>): Promise<void>;
  loadProfile(): Promise<{ visits: number }>;
  saveProfile(profile: { visits: number }): Promise<void>;
}

export class Settings {
  constructor(private readonly store: Store) {}

  async set(key: string, value: string): Promise<void> {
    const data = await this.store.load();
    data[key] = value;
    await this.store.save(data);
    //| race-across-await: Two calls of Settings.set can both read what this.store keeps
  }

  async visit(): Promise<void> {
    const profile = await this.store.loadProfile();
    await this.store.saveProfile({ ...profile, visits: profile.visits + 1 });
    //| race-across-await: Two calls of Settings.visit can both read the Profile of this.store
  }
}
