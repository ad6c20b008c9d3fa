/**
 * What is said in the keyword task. The ten words and their order are those of Speech Commands (Warden 2018,
 * "Speech Commands: A Dataset for Limited-Vocabulary Speech Recognition") as the MLPerf Tiny benchmark numbers them.
 */
export const KEYWORDS = ['down', 'go', 'left', 'no', 'off', 'on', 'right', 'stop', 'up', 'yes'] as const;
export const CLASSES: readonly string[] = [...KEYWORDS, 'silence', 'unknown'];

/** The other words of Speech Commands; half of all unknown examples say one of them. */
export const OTHER_COMMANDS = (
  'backward bed bird cat dog eight five follow forward four happy house learn marvin nine one seven sheila six three tree ' +
  'two visual wow zero'
).split(' ');

/** Everyday words, among them near neighbours of the ten (never homophones, such as know or write). */
export const EVERYDAY_WORDS = (
  'apple answer book bottle bread brown button cold coffee copper crown deaf doctor door down-town early evening family finger ' +
  'flower fork garden ghost glass goat gold gun gum hello help hop hot ice cup kitchen lamp laugh letter lift light long loft ' +
  'lunch market money morning mother mouse mouth music name neck nest night nose note nobody nut office often orange orphan ' +
  'owl paper pencil people please pop press purple rice ride ripe river road rope round school shop shoulder sister snow sofa ' +
  'song soup spoon star step stock stone street summer sun table thank thunder town train under up-stairs valley violet voice ' +
  'water week west white window winter wine yard yell yellow yesterday yet young'
).split(' ').map((word) => word.replace('-', ''));
