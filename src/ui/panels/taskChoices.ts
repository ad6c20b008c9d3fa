/** The built-in tasks by the names they have on the page; which there are, the engine says. */
import { TASKS } from '../../engine/index.ts';

const NAMES: Readonly<Record<string, string>> = { keywords: 'spoken keywords', scenes: 'things in scenes', 'scenes-person': 'person or no person' };

export const taskName = (id: string): string => NAMES[id] ?? id;

export const TASK_CHOICES: readonly { readonly value: string; readonly label: string }[] = TASKS.map((id) => ({ value: id, label: taskName(id) }));
