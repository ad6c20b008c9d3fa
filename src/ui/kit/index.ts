export * from './Button.tsx';
export * from './Fields.tsx';
export * from './JobBar.tsx';
export * from './Mishap.tsx';
export * from './Panel.tsx';
export * from './Tip.tsx';
export * from './Value.tsx';
export * from './Verdict.tsx';
