/**
 * Writings that a full or shut browser refused, kept to be tried again: in their order, before the next writing of the
 * same key, and all of them as soon as any writing succeeds. Nothing that was refused is overtaken by what came later.
 */
type Write = () => Promise<void>;

export interface Owed {
  /**
   * @param adds to what the key has, so that what is owed of it is written first; else it takes the place of that
   * @returns whether it is written now
   */
  write(key: string, write: Write, adds?: boolean): Promise<boolean>;
}

/**
 * @param refused told of the first refusal, until everything is written
 * @param well told then
 */
export function createOwed(refused: (error: unknown) => Promise<void>, well: () => void): Owed {
  const owed = new Map<string, Write>();
  /** Writings begun, by key: one that is refused late must not come after a newer one. */
  const begun = new Map<string, number>();
  let troubled = false;

  const failed = async (key: string, write: Write, error: unknown): Promise<false> => {
    owed.set(key, write);
    const first = !troubled;
    troubled = true;
    if (first) await refused(error);
    return false;
  };

  const catchUp = async (): Promise<void> => {
    for (const [key, write] of owed) {
      owed.delete(key);
      try {
        await write();
      } catch (error) {
        const since = owed.get(key);
        await failed(key, since === undefined ? write : async () => { await write(); await since(); }, error);
        return;
      }
    }
    if (troubled) well();
    troubled = false;
  };

  return {
    async write(key, write, adds = false) {
      const before = adds ? owed.get(key) : undefined;
      const whole: Write = before === undefined ? write : async () => { await before(); await write(); };
      owed.delete(key);
      const turn = (begun.get(key) ?? 0) + 1;
      begun.set(key, turn);
      try {
        await whole();
      } catch (error) {
        if (!adds && begun.get(key) !== turn) return false;
        const since = adds ? owed.get(key) : undefined;
        return failed(key, since === undefined ? whole : async () => { await whole(); await since(); }, error);
      }
      if (troubled) await catchUp();
      return true;
    },
  };
}
