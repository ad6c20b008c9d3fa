/**
 * What networks that begin alike share: the activations of the calibration and the evaluation examples where they part.
 * Bounded in bytes; what was asked for longest ago goes first. A head is kept when it is met for the second time, since
 * most deep ones never are; the shallow ones, of which there are few, at once.
 */
export interface Activations {
  readonly calibration: Float32Array;
  readonly evaluation: Float32Array;
}

const bytesOf = ({ calibration, evaluation }: Activations): number => calibration.byteLength + evaluation.byteLength;

export class PrefixCache {
  private readonly heads = new Map<string, Activations>();
  private readonly met = new Set<string>();
  private bytes = 0;

  /** @param limit bytes of activations, at most */
  constructor(readonly limit: number) {}

  get usedBytes(): number {
    return this.bytes;
  }

  /** Index of the deepest key that is kept, and its activations. Those before it count as used, too, and later than it. */
  find(keys: readonly string[]): { readonly index: number; readonly head: Activations } | null {
    const index = keys.findLastIndex((key) => this.heads.has(key));
    const head = this.heads.get(keys[index] ?? '');
    for (let i = index; i >= 0; i--) this.touch(keys[i]);
    return head === undefined ? null : { index, head };
  }

  private touch(key: string): void {
    const head = this.heads.get(key);
    if (head === undefined) return;
    this.heads.delete(key);
    this.heads.set(key, head);
  }

  /** Whether a head that was not found should be kept. */
  wants(key: string, shallow: boolean, bytes: number): boolean {
    const again = this.met.has(key);
    this.met.add(key);
    return (shallow || again) && bytes <= this.limit;
  }

  keep(key: string, head: Activations): void {
    this.heads.set(key, head);
    this.bytes += bytesOf(head);
    for (const [oldest, old] of this.heads) {
      if (this.bytes <= this.limit) break;
      this.heads.delete(oldest);
      this.bytes -= bytesOf(old);
    }
  }
}
