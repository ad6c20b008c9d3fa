/* Softmax, and its cross-entropy with label smoothing (Szegedy et al. 2016, section 7) and distillation (Hinton et al.
 * 2015), with gradient. exp and log are our own, from multiplications and additions in a fixed order, because a host's
 * may differ in the last bit. */
#include "simd.h"

typedef union { int bits; float value; } Word;

/* exp(x) for x <= 0 to about 2e-7 relative: x = n ln2 + r, Cephes polynomial of degree 6 on |r| <= ln2 / 2. */
static float exponential(float x) {
  if (x < -87.0f) return 0;
  int n = (int)(x * 1.44269504f - 0.5f);
  float r = x - (float)n * 0.693359375f;
  r -= (float)n * -2.12194440e-4f;
  float p = 1.9875691500e-4f;
  p = p * r + 1.3981999507e-3f;
  p = p * r + 8.3334519073e-3f;
  p = p * r + 4.1665795894e-2f;
  p = p * r + 1.6666665459e-1f;
  p = p * r + 5.0000001201e-1f;
  p = p * r * r + r + 1.0f;
  Word scale = {(n + 127) << 23};
  return p * scale.value;
}

/* log(x) for normal x > 0: 2 atanh((m - 1) / (m + 1)) on the mantissa in [0.707, 1.414). */
static float logarithm(float x) {
  Word word = {.value = x};
  int e = ((word.bits >> 23) & 255) - 127;
  word.bits = (word.bits & 0x7fffff) | 0x3f800000;
  float m = word.value;
  if (m > 1.41421356f) m *= 0.5f, e++;
  float z = (m - 1) / (m + 1), z2 = z * z;
  float sum = z * (2.0f + z2 * (0.66666667f + z2 * (0.4f + z2 * (0.28571429f + z2 * 0.22222222f))));
  return sum + (float)e * 0.69314718f;
}

/* out[n][c] = exp(logits[n][c]) / sum, rows of `pitch` floats of which `classes` are in use; out may be logits. */
EXPORT(softmax)
void softmax(const float *logits, float *out, int batch, int classes, int pitch) {
  for (int n = 0; n < batch; n++, logits += pitch, out += pitch) {
    float top = logits[0], sum = 0;
    for (int c = 1; c < classes; c++) if (logits[c] > top) top = logits[c];
    for (int c = 0; c < classes; c++) sum += out[c] = exponential(logits[c] - top);
    for (int c = 0; c < classes; c++) out[c] /= sum;
  }
}

/* Cross-entropy against (1 - share) ((1 - smoothing) onehot + smoothing / classes) + share * teacher, where teacher
 * holds the probabilities of another network (Hinton et al. 2015) or is null, and then share must be 0.
 * Returns weight * (sum over the batch), and writes the gradient of that value by the logits. Rows have `pitch` floats;
 * those beyond `classes` take no part and get gradient 0. labels: class indices held as floats. */
EXPORT(softmaxLoss)
float softmax_loss(const float *logits, const float *labels, const float *teacher, float *gradient, int batch,
                   int classes, int pitch, float smoothing, float share, float weight) {
  float loss = 0, rest = smoothing / (float)classes;
  for (int n = 0; n < batch; n++, logits += pitch, gradient += pitch) {
    int label = (int)labels[n];
    float top = logits[0], sum = 0, inner = 0;
    for (int c = 1; c < classes; c++) if (logits[c] > top) top = logits[c];
    for (int c = 0; c < classes; c++) sum += gradient[c] = exponential(logits[c] - top);
    for (int c = 0; c < classes; c++) {
      float target = (1.0f - share) * (c == label ? 1.0f - smoothing + rest : rest);
      if (teacher) target += share * teacher[n * pitch + c];
      inner += target * (logits[c] - top);
      gradient[c] = weight * (gradient[c] / sum - target);
    }
    for (int c = classes; c < pitch; c++) gradient[c] = 0;
    loss += logarithm(sum) - inner;
  }
  return weight * loss;
}
