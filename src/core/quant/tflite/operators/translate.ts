/** What translations of operators are. */
import type { TfliteOperator } from '../../../net/index.ts';
import type { Assembly } from '../graph.ts';

/**
 * Appends nodes for one operator, or none where it only relabels; throws `Unsupported` with the reason. Exact by
 * construction: what has no exact counterpart is refused.
 * @param index of the operator in the file; part of the node's name
 */
export type Translate = (assembly: Assembly, operator: TfliteOperator, index: number) => void;
