export type { Board, Core, PowerScope } from './board.ts';
export { boards } from './catalogue.ts';
export { findBoard } from './find.ts';
