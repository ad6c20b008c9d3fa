/** Bytes of a WebAssembly module, with its variable-length integers (core specification 2.0, section 5.2.2). */
export class Writer {
  private bytes: Uint8Array<ArrayBuffer>;
  length = 0;

  constructor(capacity = 1024) {
    this.bytes = new Uint8Array(capacity);
  }

  byte(value: number): void {
    if (this.length === this.bytes.length) this.room(1);
    this.bytes[this.length++] = value;
  }

  u8(...values: readonly number[]): void {
    this.room(values.length);
    for (const value of values) this.bytes[this.length++] = value;
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
    let [above, rest] = [high | 0, low | 0];
    while (!((above === 0 && rest >= 0 && rest < 64) || (above === -1 && rest < 0 && rest >= -64))) {
      this.bytes[this.length++] = (rest & 127) | 128;
      rest = (rest >>> 7) | (above << 25);
      above >>= 7;
    }
    this.bytes[this.length++] = rest & 127;
  }

  /** A name of plain letters. */
  text(name: string): void {
    this.unsigned(name.length);
    for (let i = 0; i < name.length; i++) this.u8(name.charCodeAt(i));
  }

  append({ bytes, length }: Writer): void {
    this.room(length);
    this.bytes.set(bytes.subarray(0, length), this.length);
    this.length += length;
  }

  /** The bytes after their own number, as sections and function bodies want them. */
  appendSized(part: Writer): void {
    this.unsigned(part.length);
    this.append(part);
  }

  finish(): Uint8Array<ArrayBuffer> {
    return this.bytes.slice(0, this.length);
  }

  private room(more: number): void {
    if (this.length + more <= this.bytes.length) return;
    const grown = new Uint8Array(2 * this.bytes.length + more);
    grown.set(this.bytes.subarray(0, this.length));
    this.bytes = grown;
  }
}
