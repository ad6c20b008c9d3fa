/** What a person's own board measured, read and held against the simulation. */
export { compareMeasured, type ComparedRow, type Comparison } from './compare.ts';
export { MOST_LOG_CHARACTERS, readMeasured, type MeasuredLog, type MeasuredRow } from './log.ts';
export { calibrationRow, measuredFinding, residualsInWords, type CalibrationRow } from './words.ts';
