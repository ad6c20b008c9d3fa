/** Step 1: which board, and what the network may take of it. Every figure of the board says where it comes from. */
import type { ReactNode } from 'react';
import { kib, ms } from '../../charts/index.ts';
import type { RecipeBudgets } from '../../engine/index.ts';
import { Control } from '../app/Control.tsx';
import { allBoards, boardOf, useBudget, useRecipe, useSession } from '../app/session.tsx';
import { Fact, FigureValue, NumberField, SelectField } from '../kit/index.ts';

const KIB = 1024;
/** Cores by the names their makers sell them under. */
const CORES: Readonly<Record<string, string>> = {
  m0plus: 'Cortex-M0+', m3: 'Cortex-M3', m4: 'Cortex-M4', m7: 'Cortex-M7', m33: 'Cortex-M33', m85: 'Cortex-M85', lx6: 'Xtensa LX6', lx7: 'Xtensa LX7', rv32: 'RISC-V, 32 bits',
};

export function BoardPanel(): ReactNode {
  const recipe = useRecipe();
  const { recipe: store } = useSession();
  const board = boardOf(recipe);
  const budget = useBudget();
  const known = board.id === recipe.board;
  const setBudget = (change: Partial<RecipeBudgets>): void => void store.edit((old) => ({ ...old, budgets: { ...old.budgets, ...change } }));
  const bytes = (value: number | null): number | null => (value === null ? null : Math.round(value * KIB));
  const options = allBoards().map((row) => ({ value: row.id, label: `${row.name} · ${kib(row.sramBytes.value)} SRAM` }));
  const room = budget.sramBytes - budget.headroomBytes;
  const beyond = [
    ...(budget.sramBytes > board.sramBytes.value ? [`The SRAM budget is more than the ${kib(board.sramBytes.value)} of this board.`] : []),
    ...(budget.flashBytes > board.flashBytes.value ? [`The flash budget is more than the ${kib(board.flashBytes.value)} of this board.`] : []),
  ];

  return (
    <div className="columns">
      <div>
        <Control name="board"><SelectField
          label="Board" value={known ? board.id : recipe.board}
          options={known ? options : [{ value: recipe.board, label: `${recipe.board} (unknown)` }, ...options]}
          onChange={(id) => store.edit((old) => ({ ...old, board: id }))}
        /></Control>
        {!known && <p className="notice problem" role="alert">This Thimble knows no board called “{recipe.board}”. Choose one of the list; until then {board.name} is shown.</p>}
        <dl className="facts">
          <Fact name="Microcontroller">{board.mcu}, {CORES[board.core] ?? board.core}</Fact>
          <Fact name="Clock"><FigureValue figure={board.clockMhz} format={(value) => `${value} MHz`} /></Fact>
          <Fact name="SRAM"><FigureValue figure={board.sramBytes} format={kib} /></Fact>
          <Fact name="Flash"><FigureValue figure={board.flashBytes} format={kib} /></Fact>
          <Fact name="Active power">{board.activePowerMw ? <FigureValue figure={board.activePowerMw} format={(value) => `${Math.round(value)} mW`} /> : 'no published figure'}</Fact>
        </dl>
      </div>
      <div>
        <div className="fields">
          <Control name="sram-budget"><NumberField label="SRAM budget" unit="KiB" scale={KIB} nullable value={recipe.budgets.sramBytes === null ? null : recipe.budgets.sramBytes / KIB}
            placeholder={String(board.sramBytes.value / KIB)} hint="empty: all of the board’s" onCommit={(value) => setBudget({ sramBytes: bytes(value) })} /></Control>
          <Control name="headroom"><NumberField label="Head-room" unit="KiB" scale={KIB} value={recipe.budgets.headroomBytes / KIB}
            hint="kept free for stack and runtime" onCommit={(value) => setBudget({ headroomBytes: bytes(value) ?? 0 })} /></Control>
          <Control name="flash-budget"><NumberField label="Flash budget" unit="KiB" scale={KIB} nullable value={recipe.budgets.flashBytes === null ? null : recipe.budgets.flashBytes / KIB}
            placeholder={String(board.flashBytes.value / KIB)} hint="empty: all of the board’s" onCommit={(value) => setBudget({ flashBytes: bytes(value) })} /></Control>
          <Control name="latency-limit"><NumberField label="Latency limit" unit="ms" nullable value={recipe.budgets.latencyMs}
            placeholder="none" hint="empty: no limit" onCommit={(latencyMs) => setBudget({ latencyMs })} /></Control>
        </div>
        <p className="sum">
          <span>{kib(budget.sramBytes)} SRAM</span> <span aria-label="less">−</span> <span>{kib(budget.headroomBytes)} head-room</span> <span aria-label="equals">=</span>{' '}
          <strong>{room > 0 ? `${kib(room)} for the network` : 'nothing for the network'}</strong>
        </p>
        {beyond.length > 0 && <p className="problem">{beyond.join(' ')} Spaces and searches take that as it is; a network is compiled for, and judged by, what the board has.</p>}
        <p className={room > 0 ? 'fine' : 'problem'}>
          {room > 0
            ? `Weights, tables and code may take ${kib(budget.flashBytes)} of flash${budget.latencyMs === null ? '' : `, and one inference may last ${ms(budget.latencyMs)}`}.`
            : 'The head-room leaves nothing for a network. Lower it, or raise the SRAM budget.'}
        </p>
      </div>
    </div>
  );
}
