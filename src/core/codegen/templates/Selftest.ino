// Runs the model on a recorded input and says whether the answer is the recorded one, and how long it took: layer by
// layer where src/kernels/config.h defines THIMBLE_PROFILE.
#include <kernels/profile.h>
#include <labels.h>
#include <model.h>
#include <selftest.h>

static int8_t arena[MODEL_ARENA_BYTES] __attribute__((aligned(4)));
static int8_t output[MODEL_OUTPUT_BYTES];

#ifdef THIMBLE_PROFILE
static void put(const char *text) { Serial.print(text); }
#endif

void setup() {
  Serial.begin(115200);
}

void loop() {
  const unsigned long start = micros();
  model_invoke(arena, selftest_input, output);
  const unsigned long elapsed = micros() - start;
  int top = 0;
  for (int i = 1; i < MODEL_LABELS; i++) {
    if (output[i] > output[top]) top = i;
  }
  bool right = true;
  for (int i = 0; i < MODEL_OUTPUT_BYTES; i++) {
    if (output[i] != selftest_output[i]) right = false;
  }
  Serial.print(model_labels[top]);
  Serial.print(right ? ", as recorded, in " : ", NOT as recorded, in ");
  Serial.print(elapsed);
  Serial.println(" us");
#ifdef THIMBLE_PROFILE
  profile_print(put);
#endif
  delay(1000);
}
