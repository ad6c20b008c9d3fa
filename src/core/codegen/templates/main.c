/* Runs the model and prints, per input, one line: the scores (int8) and the class with the highest.
 *   example          the recorded input of selftest.h; exit status 1 if the output is not the recorded one
 *   example FILE     raw int8 inputs, MODEL_INPUT_BYTES each, any number in a row
 *   example -        the same from standard input */
#include "kernels/profile.h"
#include "labels.h"
#include "model.h"
#include "selftest.h"

#include <stdio.h>
#include <string.h>

static int32_t arena[(MODEL_ARENA_BYTES + 3) / 4]; /* of words, for the kernels want it aligned */
static int8_t input[MODEL_INPUT_BYTES];
static int8_t output[MODEL_OUTPUT_BYTES];

#ifdef THIMBLE_PROFILE
static void put(const char *text) { fputs(text, stderr); }
#endif

static void run_and_print(void)
{
  int top = 0;
  model_invoke((int8_t *)arena, input, output);
  for (int i = 0; i < MODEL_OUTPUT_BYTES; i++) {
    if (i < MODEL_LABELS && output[i] > output[top]) top = i;
    printf("%d ", output[i]);
  }
  printf("-> %s\n", model_labels[top]);
#ifdef THIMBLE_PROFILE
  profile_print(put);
#endif
}

static int run_file(FILE *file, const char *name)
{
  for (;;) {
    const size_t got = fread(input, 1, sizeof input, file);
    if (got == 0 && ferror(file)) {
      fprintf(stderr, "%s: cannot be read\n", name);
      return 2;
    }
    if (got == 0) return 0;
    if (got < sizeof input) {
      fprintf(stderr, "%s: ends with %lu bytes of an input of %lu\n", name, (unsigned long)got, (unsigned long)sizeof input);
      return 2;
    }
    run_and_print();
  }
}

int main(int argc, char **argv)
{
  if (argc < 2) {
    memcpy(input, selftest_input, sizeof input);
    run_and_print();
    if (memcmp(output, selftest_output, sizeof output) == 0) return 0;
    fprintf(stderr, "the output differs from the recorded one\n");
    return 1;
  }
  if (strcmp(argv[1], "-") == 0) return run_file(stdin, "standard input");
  FILE *file = fopen(argv[1], "rb");
  if (file == NULL) {
    fprintf(stderr, "%s: cannot be opened\n", argv[1]);
    return 2;
  }
  const int status = run_file(file, argv[1]);
  fclose(file);
  return status;
}
