/** The two ambient facts core may rely on: text imports made by the bundler, and the WebAssembly that every host has. */
declare module '*?raw' {
  const text: string;
  export default text;
}

declare namespace WebAssembly {
  interface Memory { readonly buffer: ArrayBuffer; grow(pages: number): number }
  interface Module { readonly [Symbol.toStringTag]: string }
  interface Instance { readonly exports: Record<string, unknown> }
  const Memory: { new (limits: { initial: number; maximum?: number }): Memory };
  const Module: { new (bytes: Uint8Array): Module };
  const Instance: { new (module: Module, imports?: Record<string, Record<string, unknown>>): Instance };
  function compile(bytes: Uint8Array): Promise<Module>;
  function instantiate(module: Module, imports?: Record<string, Record<string, unknown>>): Promise<Instance>;
}
