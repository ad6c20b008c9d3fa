/** Bytes of a WebAssembly module, with its variable-length integers (core specification 2.0, section 5.2.2). */
export class Writer {
  private bytes: Uint8Array<ArrayBuffer>;
  length = 0;

  constructor(capacity = 1024) {
    this.bytes = new Uint8Array(capacity);
  }

  /** Begins anew in the room there is. */
  clear(): this {
    this.length = 0;
    return this;
  }

  byte(value: number): void {
    if (this.length === this.bytes.length) this.room(1);
    this.bytes[this.length++] = value;
  }

  u8(...values: readonly number[]): void {
    this.room(values.length);
    for (let i = 0; i < values.length; i++) this.bytes[this.length++] = values[i];
  }

  unsigned(value: number): void {
    if (value >= 0 && value < 128) return this.byte(value);
    this.room(5);
    let rest = value >>> 0;
    for (; rest >= 128; rest >>>= 7) this.bytes[this.length++] = (rest & 127) | 128;
    this.bytes[this.length++] = rest;
  }

  signed(value: number): void {
    if (value >= -64 && value < 64) return this.byte(value & 127);
    this.room(5);
    let rest = value | 0;
    for (; rest < -64 || rest > 63; rest >>= 7) this.bytes[this.length++] = (rest & 127) | 128;
    this.bytes[this.length++] = rest & 127;
  }

  signed64(value: bigint): void {
    this.signedLong(Number(value >> 32n), Number(BigInt.asIntN(32, value)));
  }

  /** 64 bits from two halves; most constants of 64 bits come so, and bigints are slow. */
  signedLong(high: number, low: number): void {
    this.room(10);
    let above = high | 0;
    let rest = low | 0;
    while (!((above === 0 && rest >= 0 && rest < 64) || (above === -1 && rest < 0 && rest >= -64))) {
      this.bytes[this.length++] = (rest & 127) | 128;
      rest = (rest >>> 7) | (above << 25);
      above >>= 7;
    }
    this.bytes[this.length++] = rest & 127;
  }

  /** 64 bits from two halves over just so many bytes, at a place already written or right behind. */
  padded(at: number, high: number, low: number, bytes: number): void {
    if (at + bytes > this.length) {
      this.room(at + bytes - this.length);
      this.length = at + bytes;
    }
    let above = high | 0;
    let rest = low | 0;
    for (let i = 1; i < bytes; i++) {
      this.bytes[at + i - 1] = (rest & 127) | 128;
      rest = (rest >>> 7) | (above << 25);
      above >>= 7;
    }
    this.bytes[at + bytes - 1] = rest & 127;
  }

  /** A name of plain letters. */
  text(name: string): void {
    this.unsigned(name.length);
    for (let i = 0; i < name.length; i++) this.byte(name.charCodeAt(i));
  }

  copy(part: Uint8Array): void {
    this.room(part.length);
    this.bytes.set(part, this.length);
    this.length += part.length;
  }

  append(part: Writer): void {
    this.copy(part.written());
  }

  /** What `fill` writes after its own number of bytes, as sections and function bodies want it. */
  sized(fill: () => void): void {
    const at = this.length;
    this.padded(at, 0, 0, SIZE_BYTES);
    fill();
    this.padded(at, 0, this.length - at - SIZE_BYTES, SIZE_BYTES);
  }

  /** What stands there now; the next one to write may change it. */
  written(): Uint8Array<ArrayBuffer> {
    return this.bytes.subarray(0, this.length);
  }

  /** A copy of what was written since a length. */
  copyFrom(start: number): Uint8Array<ArrayBuffer> {
    return this.bytes.slice(start, this.length);
  }

  private room(more: number): void {
    if (this.length + more <= this.bytes.length) return;
    const grown = new Uint8Array(2 * this.bytes.length + more);
    grown.set(this.bytes.subarray(0, this.length));
    this.bytes = grown;
  }
}

/** Of a number before it is known. */
const SIZE_BYTES = 5;
