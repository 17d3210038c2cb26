// file: user.tsx
// An effect loads for its dependency: the answers are stored in the order in which they arrive.
import { useEffect, useRef, useState } from 'react';

interface User {
  readonly name: string;
}
declare function loadUser(id: string, options?: { signal: AbortSignal }): Promise<User>;
declare function loadAll(): Promise<User[]>;

export function Profile({ id }: { id: string }) {
  const [user, setUser] = useState<User>();
  const [busy, setBusy] = useState(false);
  useEffect(() => {
    const load = async () => {
      setBusy(true);
      const answer = await loadUser(id);
      setUser(answer);
      //| race-across-await: When id changes
      setBusy(false);
    };
    void load();
  }, [id]);
  return busy ? null : user?.name;
}

export function ProfileByThen(props: { id: string }) {
  const [name, setName] = useState('');
  useEffect(() => {
    loadUser(props.id)
      .then((answer) => {
        if (answer.name === '') return;
        setName(answer.name);
        //| race-across-await: When props.id changes
      })
      .catch(() => setName('nobody'));
  }, [props.id]);
  return name;
}

// Tells the old one to keep still.
export function ProfileWithFlag({ id }: { id: string }) {
  const [user, setUser] = useState<User>();
  useEffect(() => {
    let stale = false;
    void loadUser(id).then((answer) => {
      if (!stale) setUser(answer);
    });
    return () => {
      stale = true;
    };
  }, [id]);
  return user?.name;
}

// Looks whether it is still the one that is asked for.
export function ProfileWithRef({ id }: { id: string }) {
  const [user, setUser] = useState<User>();
  const latest = useRef(id);
  latest.current = id;
  useEffect(() => {
    void (async () => {
      const answer = await loadUser(id);
      if (latest.current !== id) return;
      setUser(answer);
    })();
  }, [id]);
  return user?.name;
}

// Loaded once, and the same for all.
export function Everybody({ id }: { id: string }) {
  const [users, setUsers] = useState<User[]>([]);
  useEffect(() => {
    void loadAll().then(setUsers);
  }, []);
  useEffect(() => {
    void loadAll().then((all) => setUsers(all));
  }, [id]);
  return users.length;
}

// file: user.ts
import { ref, watch } from 'vue';

declare function loadName(id: string): Promise<string>;

export function useName(id: () => string) {
  const name = ref('');
  watch(id, async (current) => {
    name.value = await loadName(current);
    //| race-across-await: When current changes
  });
  watch(id, async (current, _old, onCleanup) => {
    let stale = false;
    onCleanup(() => (stale = true));
    const answer = await loadName(current);
    if (!stale) name.value = answer;
  });
  return name;
}
