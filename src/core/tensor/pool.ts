/**
 * First-fit placement of runs in a growing range of addresses. Serves twice: as the backends' allocator, and in
 * training as the planner that lets gradients share memory once they are spent. Deterministic, so equal requests get
 * equal addresses.
 */
interface Run { readonly at: number; readonly size: number }

const ALIGNMENT = 16;

export class Pool {
  private used: Run[] = [];
  private high: number;

  constructor(private readonly start: number) {
    this.high = this.start = Math.ceil(start / ALIGNMENT) * ALIGNMENT;
  }

  /** End of the highest run ever placed. */
  get end(): number {
    return this.high;
  }

  /** Lowest address where `size` bytes are free; a run of 0 bytes still gets an address of its own. */
  take(size: number): number {
    const need = Math.max(ALIGNMENT, Math.ceil(size / ALIGNMENT) * ALIGNMENT);
    let at = this.start;
    let index = 0;
    while (index < this.used.length && this.used[index].at - at < need) {
      at = this.used[index].at + this.used[index].size;
      index++;
    }
    this.used.splice(index, 0, { at, size: need });
    this.high = Math.max(this.high, at + need);
    return at;
  }

  /** @throws Error when no run starts there: a defect of the caller */
  give(at: number): void {
    const index = this.used.findIndex((run) => run.at === at);
    if (index < 0) throw new Error(`no run at address ${at}`);
    this.used.splice(index, 1);
  }
}
