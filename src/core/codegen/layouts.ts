/**
 * The four kinds of project a bundle can be: plain C, a CMake project with its own test, a library for the Arduino
 * IDE (library.properties, sources under src) and a module for Zephyr (west finds zephyr/module.yml).
 * Sources: Arduino library specification 1.5; Zephyr documentation, "Modules (External projects)".
 */
import type { BundleFile, BundleMeta } from './bundle.ts';
import { commentText } from './cText.ts';
import { cmakeLists } from './projectFiles.ts';
import arduinoSketch from './templates/Selftest.ino?raw';
import mainSource from './templates/main.c?raw';

export const BUNDLE_LAYOUTS = ['c', 'cmake', 'arduino', 'zephyr'] as const;
export type BundleLayout = (typeof BUNDLE_LAYOUTS)[number];

interface Layout {
  /** Folder of model and kernels, with its slash. */
  readonly library: string;
  /** How to build it, Markdown. */
  readonly usage: string;
  /** @param sources the C files of the library */
  files(sources: readonly string[], meta: BundleMeta): readonly BundleFile[];
}

const EXAMPLE = `prints the scores of a recorded input and checks them; with a FILE (\`-\`: standard input) it reads raw int8 inputs
from there and prints one line for each: the scores, then the top class.`;

export const layouts: Readonly<Record<BundleLayout, Layout>> = {
  c: {
    library: '',
    usage: `\`\`\`\ncc -o example main.c model.c profile.c kernels/*.c && ./example\n\`\`\`\n${EXAMPLE}`,
    files: () => [{ path: 'main.c', text: mainSource }],
  },
  cmake: {
    library: '',
    usage: `\`\`\`\ncmake -B build && cmake --build build && build/example\n\`\`\`\n${EXAMPLE}\nIn a project of your own: \`add_subdirectory(FOLDER)\`, and link the library \`model\`.`,
    files: (sources) => [
      { path: 'CMakeLists.txt', text: cmakeLists(sources) },
      { path: 'main.c', text: mainSource },
    ],
  },
  arduino: {
    library: 'src/',
    usage: 'In the Arduino IDE: Sketch, Include Library, Add .ZIP Library with this folder zipped, then File, Examples, Selftest: it runs a recorded\ninput and says over the serial port (115200 baud) whether the answer is right.',
    files: (_, meta) => [
      { path: 'library.properties', text: libraryProperties(meta) },
      { path: 'examples/Selftest/Selftest.ino', text: arduinoSketch },
    ],
  },
  zephyr: {
    library: '',
    usage: 'List this folder in `ZEPHYR_EXTRA_MODULES` (or in the west manifest) and set in the application\'s prj.conf\n```\nCONFIG_THIMBLE_MODEL=y\n```\nThen `#include "model.h"`; `selftest.h` has a recorded input and its output.',
    files: (sources) => [
      { path: 'zephyr/module.yml', text: 'name: thimble_model\nbuild:\n  cmake: zephyr\n  kconfig: zephyr/Kconfig\n' },
      { path: 'zephyr/Kconfig', text: 'config THIMBLE_MODEL\n\tbool "An int8 neural network made by Thimble"\n\thelp\n\t  Adds the library thimble_model and the header model.h.\n' },
      { path: 'zephyr/CMakeLists.txt', text: zephyrCmake(sources) },
    ],
  },
};

const libraryProperties = ({ title }: BundleMeta): string => `name=ThimbleModel
version=1.0.0
author=Thimble
maintainer=Thimble
sentence=${commentText(title)}
paragraph=An int8 neural network as C99; needs no other library and allocates nothing.
category=Data Processing
url=https://docs.arduino.cc/libraries/
architectures=*
includes=model.h
`;

const zephyrCmake = (sources: readonly string[]): string => `if(CONFIG_THIMBLE_MODEL)
  zephyr_library_named(thimble_model)
  zephyr_library_sources(
${sources.map((source) => `    \${CMAKE_CURRENT_LIST_DIR}/../${source}`).join('\n')})
  zephyr_include_directories(\${CMAKE_CURRENT_LIST_DIR}/..)
endif()
`;
